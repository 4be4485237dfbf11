// Whether the daemon does what it is there for. Pure.
import type { Snapshot } from '../model/watch.ts';

/** Everything that is due is made up for within a quarter of the interval. */
const GRACE_MS = 10 * 60_000;

export interface Health {
  readonly isWell: boolean;
  /** One line. */
  readonly text: string;
}

export function healthOf({ now, intervalMs, domains, configuration }: Snapshot): Health {
  const late = domains.filter(({ nextAt }) => nextAt < now - intervalMs - GRACE_MS).length;
  if (late > 0) return { isWell: false, text: `${late} of ${domains.length} domains are not checked in time` };
  return { isWell: true, text: configuration.isCurrent ? `${domains.length} domains are watched` : `${domains.length} domains are watched, by an older configuration than the file` };
}
