// What httpd(8) does where a server or location begins and ends.
import type { Dropped } from '../../model/httpd-conf.ts';
import { DROP, GO_ON, STOP, type Action, type Signal } from '../bsd-conf/driver.ts';
import { checkServer, storeHosts, type Check } from './check-server.ts';
import { LocationDraft, type ServerDraft } from './drafts.ts';
import { finishServer } from './finish-server.ts';
import { LONGEST } from './limits.ts';
import type { Reading } from './reading.ts';

export const BLOCK_ACTIONS: Readonly<Record<string, Action<Reading>>> = {
  server(c) {
    const checked = checkServer(c);
    const outcome = checked === 'good' ? storeHosts(c) : checked;
    const { file, line, start, end } = c.statement();
    c.servers.push(finishServer(c.draft, { file, line, range: { start, end } }, DROPPED[outcome]));
    if (outcome === 'no certificate') c.stored -= c.draft.locations.length;
    return SIGNALS[outcome];
  },

  'location-opens'(c, at) {
    const path = c.text(at);
    if (c.draft.main.address === null) return c.mistake('listen address not specified');
    if (c.insideLocation) return c.mistake(`location ${path} inside location`);
    if (path.length > LONGEST.location) return c.mistake('server location truncated');
    const found = c.values[at - 2] === null ? null : c.isSet(at - 2);
    c.location = new LocationDraft({ path, match: c.isSet(at - 1), found, file: c.file, line: c.line });
    c.insideLocation = true;
    return GO_ON;
  },

  location(c) {
    const { location, draft } = c;
    if (location === null) return GO_ON;
    if (isKnown(draft, location)) {
      c.mistake(`location "${location.path}" defined twice`);
      return STOP;
    }
    draft.locations.push(location);
    c.stored += 1;
    c.location = null;
    c.insideLocation = false;
    return GO_ON;
  },
};

/** The text and the found/not-found state count, `match` does not (FACTS 1, Meaning checks). */
function isKnown(draft: ServerDraft, { path, found }: LocationDraft): boolean {
  const { locations } = draft;
  if (locations.length < MANY) return locations.some((each) => each.path === path && each.found === found);
  draft.locationKeys ??= new Set(locations.map((each) => `${each.found} ${each.path}`));
  const before = draft.locationKeys.size;
  return draft.locationKeys.add(`${found} ${path}`).size === before;
}

/** From so many locations on, looking a name up costs less than comparing with each. */
const MANY = 16;

const SIGNALS: Readonly<Record<Check, Signal>> = { good: GO_ON, 'no certificate': GO_ON, bad: DROP, twice: STOP };
const DROPPED: Readonly<Record<Check, Dropped | null>> = { good: null, 'no certificate': 'certificate', bad: 'error', twice: 'error' };
