// After a reload httpd needs a moment; a policy is not served only when it stays so.
import type { Finding } from '../model/finding.ts';

export interface Patience {
  /** No new attempt begins later than this. */
  readonly forMs: number;
  readonly pauseMs: number;
}

/** httpd re-reads its configuration in the background: ten seconds are plenty. */
export const PATIENCE: Patience = { forMs: 10_000, pauseMs: 500 };

/** The findings of the last attempt; empty as soon as one attempt finds nothing. */
export async function untilServed(look: () => Promise<readonly Finding[]>, { forMs, pauseMs }: Patience): Promise<readonly Finding[]> {
  const until = performance.now() + forMs;
  let findings = await look();
  while (findings.length > 0 && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    findings = await look();
  }
  return findings;
}
