// Fetches a token as the authority will: by name, over this host's addresses and over every address that DNS gives.
import { ACME_CLIENT_CONF } from '../model/base-system.ts';
import type { Finding } from '../model/finding.ts';
import type { Host } from '../model/host.ts';
import type { TestChallengeStep } from '../model/plan.ts';
import { challengeAddresses, fetchChallenge, type ChallengeTarget } from '../check/fetch-challenge.ts';
import { resolveHost } from '../check/resolve-host.ts';
import { PATIENCE, untilServed } from '../check/until-served.ts';
import { authorityUrls } from '../formats/acme-client-conf/authority-urls.ts';
import type { Endpoint } from '../formats/endpoint.ts';
import { MAX_CONFIG_BYTES } from '../formats/httpd-conf/facts-world.ts';
import type { Options } from './command-context.ts';

const FETCH_TIMEOUT_MS = 10_000;
const DNS_TIMEOUT_MS = 3000;
/** A reload is done by then; a fault that stays is told soon. */
const CHALLENGE_PATIENCE_MS = 5000;

/** With --connect the host is reached at other ports than 80 and 443: only --connect-http says where port 80 is. */
export async function testChallenge(step: TestChallengeStep, token: string, host: Host, { connect, connectHttp, resolver }: Options): Promise<readonly Finding[]> {
  if (connect !== null && connectHttp === null) return [];
  const caa = connectHttp === null || resolver !== null ? testCaa(step, host, resolver) : [];
  const { targets, findings: unfit } = connectHttp === null ? await targetsOf(step, host) : { targets: [{ ...connectHttp, isForeign: false }], findings: [] };
  const findings = [...unfit, ...(await caa)];
  if (findings.length > 0) return findings;
  const all = targets.map((each): ChallengeTarget => ({ policyHost: step.policyHost, directory: step.directory, token, timeoutMs: FETCH_TIMEOUT_MS, ...each }));
  return untilServed(async () => (await Promise.all(all.map(fetchChallenge))).flat(), { ...PATIENCE, forMs: CHALLENGE_PATIENCE_MS });
}

async function targetsOf({ policyHost, connect, addresses }: TestChallengeStep, host: Host) {
  const [answer] = await host.gather([{ kind: 'addresses' }]);
  const own = answer?.kind === 'addresses' ? answer.addresses : [];
  const inDns = challengeAddresses(policyHost, await resolveHost(policyHost, DNS_TIMEOUT_MS), { configured: addresses, own });
  const known = new Set([...connect, ...own, ...addresses]);
  const targets = [...new Set([...connect, ...inDns.addresses])].map((address) => ({ address, port: 80, isForeign: !known.has(address) }));
  return { targets, findings: inDns.findings };
}

/** The authority that acme-client will ask, as its configuration has it by now. */
async function testCaa({ policyHost, handle }: TestChallengeStep, host: Host, resolver: Endpoint | null): Promise<Finding[]> {
  const [answer] = await host.gather([{ kind: 'file', path: ACME_CLIENT_CONF, maxBytes: MAX_CONFIG_BYTES }]);
  const text = answer?.kind === 'file' ? (answer.content ?? '') : '';
  const { caaFindings } = await import('../check/look-caa.ts');
  return caaFindings(policyHost, authorityUrls(text)(handle) ?? '', resolver === null ? null : [resolver]);
}
