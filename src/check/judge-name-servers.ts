// Name servers of a zone that disagree, or do not answer for it: which of them senders' resolvers ask is chance.
import type { Finding } from '../model/finding.ts';
import { listed, shortened, type Found } from './found.ts';
import type { ServerView, ZoneView } from './name-servers.ts';

/** Of one kind of finding. */
const MOST = 8;

/** Nothing when none of them can be heard: most likely that is not allowed from here. */
export function judgeNameServers(view: ZoneView | null, found: Found): Finding[] {
  if (view === null || view.servers.every(({ isHeard }) => !isHeard)) return [];
  const { zone, owner, servers, passedOver } = view;
  const answered = servers.filter(({ text }) => text !== null);
  const failed = servers.filter(({ text }) => text === null).slice(0, MOST);
  return [
    ...failed.map(({ name, endpoint, word }) => found('ns-unanswered', `the name server ${name} of ${zone} does not answer for ${owner}: ${word}`, `see that ${name} runs and has the zone, or take its NS record away`, { where: endpoint.address })),
    ...(passedOver.length === 0 ? [] : [found('ns-passed-over', `not asked, for want of an address on the internet: ${listed(passedOver.map((name) => shortened(name, 80)))}`, `publish an address of each name server of ${zone}, or take its NS record away`)]),
    ...disagreement(answered, view, found),
  ];
}

function disagreement(answered: readonly ServerView[], { zone, owner }: ZoneView, found: Found): Finding[] {
  const serials = new Set(answered.map(({ serial }) => serial).filter((serial) => serial !== null));
  const texts = new Set(answered.map(({ text }) => text));
  const serialOf = ({ serial }: ServerView) => (serial === null ? '' : ` (serial ${serial})`);
  if (texts.size > 1) {
    const said = answered.map((each) => `${each.name}${serialOf(each)} has ${shortened(each.text ?? '', 60)}`);
    const next = serials.size > 1 ? `wait until ${zone} has been transferred; if it stays so, see why ${behind(answered)} does not get it` : `raise the serial of ${zone} with every change, and have its name servers load it`;
    return [found('ns-differs', `the name servers disagree on ${owner}: ${listed(said)}`, next, { severity: serials.size > 1 ? 'warning' : 'error' })];
  }
  if (serials.size < 2) return [];
  return [found('ns-differs', `the name servers have different versions of ${zone}, with the same record at ${owner}: ${listed(answered.map((each) => `${each.name}${serialOf(each)}`))}`, 'nothing, unless it stays so', { severity: 'note' })];
}

/** RFC 1982 3.2: serial numbers wrap around. */
function behind(answered: readonly ServerView[]): string {
  const numbered = answered.filter((each): each is ServerView & { serial: number } => each.serial !== null);
  const oldest = numbered.reduce((one, other) => ((other.serial - one.serial) | 0) < 0 ? other : one);
  return oldest.name;
}
