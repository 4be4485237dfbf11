// The two requests that matter: the senders' for the policy, the authority's for a challenge.

/** RFC 8461 3.3. */
export const POLICY_PATH = '/.well-known/mta-sts.txt';
/** RFC 8555 8.3, with some token. */
export const CHALLENGE_PATH = '/.well-known/acme-challenge/token';
