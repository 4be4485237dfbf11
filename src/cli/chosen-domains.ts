// The domains named on the command line, all of them when none is named.
import type { DesiredDomain } from '../model/desired.ts';
import { nearestWord } from '../config/nearest-word.ts';
import { Failure } from '../model/failure.ts';

/** Told of a configuration. */
const MOST = 8;

/** Throws Failure for a name the configuration does not have. */
export function chosenDomains(all: readonly DesiredDomain[], names: readonly string[]): readonly DesiredDomain[] {
  if (names.length === 0) return all;
  return names.map((name) => {
    const found = all.find(({ domain, shown }) => domain === name.toLowerCase() || shown === name);
    if (found !== undefined) return found;
    const near = nearestWord(name, all.map(({ domain }) => domain));
    throw new Failure([{ code: 'usage', message: `there is no [domain ${name}] in the configuration${near === null ? '' : `; is it ${near}?`}`, unchanged: 'everything', next: `name one of its domains: ${all.slice(0, MOST).map(({ shown }) => shown).join(', ')}${all.length > MOST ? ' and so on' : ''}` }]);
  });
}
