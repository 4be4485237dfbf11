// One domain, looked at over each of its addresses.
import type { Finding } from '../model/finding.ts';
import type { Endpoint } from '../formats/endpoint.ts';
import { fetchPolicy } from './fetch-policy.ts';
import { judgeFetched, type Expected } from './judge-fetched.ts';

export interface CheckOptions {
  readonly ca: readonly string[] | undefined;
  readonly timeoutMs: number;
}

/** Findings over every endpoint, in their order; empty when a sender would be content. */
export async function checkDomain(policyHost: string, endpoints: readonly Endpoint[], expected: Expected, options: CheckOptions): Promise<Finding[]> {
  const found = await Promise.all(
    endpoints.map(async (endpoint) => {
      const target = { policyHost, ...endpoint, ...options };
      return judgeFetched(await fetchPolicy(target), target, expected);
    }),
  );
  return found.flat();
}
