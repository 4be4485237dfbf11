// One domain's policy, looked at over each of the addresses of its policy host.
import type { Finding } from '../model/finding.ts';
import type { Endpoint } from '../formats/endpoint.ts';
import { fetchPolicy, type Fetched, type Target } from './fetch-policy.ts';
import { judgeFetched, type Expected } from './judge-fetched.ts';

export interface CheckOptions {
  readonly ca: readonly string[] | undefined;
  readonly timeoutMs: number;
}

export interface FetchedFrom {
  readonly target: Target;
  readonly fetched: Fetched;
}

/** Over every endpoint side by side, in their order. */
export function fetchFromAll(policyHost: string, endpoints: readonly Endpoint[], options: CheckOptions): Promise<FetchedFrom[]> {
  return Promise.all(
    endpoints.map(async (endpoint) => {
      const target = { policyHost, ...endpoint, ...options };
      return { target, fetched: await fetchPolicy(target) };
    }),
  );
}

/** Findings over every endpoint, in their order; empty when a sender would be content. */
export async function checkDomain(policyHost: string, endpoints: readonly Endpoint[], expected: Expected, options: CheckOptions): Promise<Finding[]> {
  const all = await fetchFromAll(policyHost, endpoints, options);
  return all.flatMap(({ target, fetched }) => judgeFetched(fetched, target, expected));
}
