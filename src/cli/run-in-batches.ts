// Rolling changes: a batch of hosts after the other, each looked at as a sender would before the next one begins.
import type { HostConfig } from '../model/config.ts';
import { checkServed } from './check-served.ts';
import type { Fleet } from './fleet.ts';
import type { HostResult } from './hosts-summary.ts';
import type { Run } from './run-on-host.ts';

/** Stops at the first batch that is bad: which, and what was not touched, in a sentence; null when all were good. */
export async function runInBatches(fleet: Fleet, run: Run, hosts: readonly HostConfig[], size: number): Promise<string | null> {
  const count = Math.ceil(hosts.length / size);
  for (let number = 1; number <= count; number += 1) {
    const batch = hosts.slice((number - 1) * size, number * size);
    if (isGood(await fleet.work(batch, run, 'looking'), batch) && isGood(await fleet.work(batch, checkServed, 'checking'), batch)) continue;
    const results = fleet.results();
    const bad = results.filter(({ exit }) => exit !== null && exit !== 0).map(({ name }) => name);
    const untouched = results.filter(({ exit }) => exit === null).map(({ name }) => name);
    return `stopped at batch ${number} of ${count}${bad.length === 0 ? '' : `: ${bad.join(', ')}`}; ${untouched.length === 0 ? 'no host is left' : `not touched: ${untouched.join(', ')}`}`;
  }
  return null;
}

function isGood(results: readonly HostResult[], batch: readonly HostConfig[]): boolean {
  return results.length === batch.length && results.every(({ exit }) => exit === 0);
}
