// One answer of several: hosts that serve the same domain have each a ledger, and what one of them served holds for all.
import type { Next } from './situation.ts';

/** What keeps a walk from going on, the worst first. */
const BLOCKING: readonly Next['kind'][] = ['refuse', 'look', 'wait'];

/** `own`, unless another one refuses, is blind, or waits longer. `others` by the name of their host. */
export function strictest(own: Next, others: ReadonlyMap<string, Next>): Next {
  let found = own;
  for (const [host, each] of others) if (isStricter(each, found)) found = { ...each, message: `${host}: ${each.message}` };
  return found;
}

function isStricter(a: Next, b: Next): boolean {
  const [rank, other] = [rankOf(a), rankOf(b)];
  return rank < other || (rank === other && a.kind === 'wait' && (a.until ?? 0) > (b.until ?? 0));
}

function rankOf({ kind }: Next): number {
  const rank = BLOCKING.indexOf(kind);
  return rank < 0 ? BLOCKING.length : rank;
}
