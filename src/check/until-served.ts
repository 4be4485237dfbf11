// After a reload httpd needs a moment; a policy is not served only when it stays so.
import type { Finding } from '../model/finding.ts';

export interface Patience {
  readonly attempts: number;
  readonly pauseMs: number;
}

/** The findings of the last attempt; empty as soon as one attempt finds nothing. */
export async function untilServed(look: () => Promise<readonly Finding[]>, { attempts, pauseMs }: Patience): Promise<readonly Finding[]> {
  let findings = await look();
  for (let attempt = 1; attempt < attempts && findings.length > 0; attempt += 1) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    findings = await look();
  }
  return findings;
}
