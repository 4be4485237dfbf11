// Two machines whose clocks differ: told where what is judged by one was written by the other.

/** Less than what may be off without harm, and than what a slow link adds. */
const MATTERS_MS = 5 * 60_000;
const UNITS = [['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000]] as const;

export interface ClockNote {
  readonly message: string;
  readonly next: string;
}

/** `aheadMs`: how far the host's clock is ahead of this machine's. Null for what does not matter. */
export function clockNote(host: string, aheadMs: number): ClockNote | null {
  const apart = Math.abs(aheadMs);
  if (apart < MATTERS_MS) return null;
  const [unit, size] = UNITS.find(([, each]) => apart >= each) ?? UNITS[2];
  const count = Math.round(apart / size);
  const message = `the clock of ${host} is ${count} ${unit}${count === 1 ? '' : 's'} ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine's: certificates, renewals and journals are judged by both`;
  return { message, next: `find out which is wrong and set it right; on ${host}: ntpctl -s status` };
}
