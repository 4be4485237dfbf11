// stsctl check: each policy as a sending server gets it. Exit 0 served as configured, 2 findings.
import { lookup } from 'node:dns/promises';
import type { DesiredDomain } from '../model/desired.ts';
import type { Finding } from '../model/finding.ts';
import { checkDomain, type CheckOptions } from '../check/check-domain.ts';
import { formatEndpoint, type Endpoint } from '../formats/endpoint.ts';
import { judgeRenewals } from '../check/judge-renewals.ts';
import { readStates } from '../renew/renewal-states.ts';
import { chosenDomains } from './chosen-domains.ts';
import type { CommandContext } from './command-context.ts';
import { escapeLine } from './escape-text.ts';
import { hostOf } from './host-of.ts';
import { loadDesired } from './load-desired.ts';
import type { Terminal } from './terminal.ts';
import { trustedRoots } from './trusted-roots.ts';

/** RFC 8461 3.3 suggests one minute. */
const TIMEOUT_MS = 60_000;
/** Domains looked at side by side. */
const AT_ONCE = 16;

export async function commandCheck(context: CommandContext): Promise<number> {
  const { terminal, options, operands } = context;
  const desired = await loadDesired(context);
  const domains = [...chosenDomains(desired.domains, operands)];
  const ca = await trustedRoots(options.caFile ?? desired.acme.caFile);
  const results = await inTurn(domains, (each) => checkOne(each, options.connect, { ca, timeoutMs: TIMEOUT_MS }));
  const renewals = await renewalFindings(domains, context);
  for (const result of results) result.findings.push(...renewals.filter(({ domain }) => domain === result.domain.domain));
  const findings = results.flatMap((each) => each.findings);
  if (options.json) terminal.out(JSON.stringify({ version: 1, domains: results.map(({ domain, findings: its }) => ({ domain: domain.domain, findings: its })) }, null, 2));
  else for (const result of results) printResult(terminal, result);
  return findings.length === 0 ? 0 : 2;
}

interface Checked {
  readonly domain: DesiredDomain;
  readonly endpoints: readonly Endpoint[];
  readonly findings: Finding[];
}

async function checkOne(domain: DesiredDomain, connect: Endpoint | null, options: CheckOptions): Promise<Checked> {
  const endpoints = connect === null ? await endpointsOf(domain) : [connect];
  if (endpoints.length === 0) return { domain, endpoints, findings: [noAddress(domain)] };
  const expected = { domain: domain.domain, body: domain.policyFile.content, certificate: null };
  return { domain, endpoints, findings: await checkDomain(domain.policyHost, endpoints, expected, options) };
}

/** What the renewal on this host has left; nothing where it never ran, or where only root may look. */
async function renewalFindings(domains: readonly DesiredDomain[], context: CommandContext): Promise<Finding[]> {
  const states = await readStates(hostOf(context));
  const handles = domains.flatMap(({ domain, wantedCertificate }) => (wantedCertificate.handle === null ? [] : [[domain, wantedCertificate.handle] as const]));
  return judgeRenewals(new Map(handles), states ?? [], new Date());
}

/** The configured addresses; without any, those in DNS. */
async function endpointsOf({ addresses, policyHost }: DesiredDomain): Promise<Endpoint[]> {
  const found = addresses.length > 0 ? addresses : (await lookup(policyHost, { all: true }).catch(() => [])).map(({ address }) => address);
  return found.map((address) => ({ address, port: 443 }));
}

function noAddress({ domain, policyHost }: DesiredDomain): Finding {
  return {
    code: 'address-unknown',
    severity: 'error',
    domain,
    where: null,
    message: `${policyHost} has no address: none is configured and DNS gives none`,
    clause: 'RFC 8461 3.3',
    next: `say address[] in [domain ${domain}], and publish what this prints: stsctl dns ${domain}`,
  };
}

function printResult(terminal: Terminal, { domain, endpoints, findings }: Checked): void {
  for (const { where, severity, message, clause, next } of findings) {
    terminal.out(`${terminal.paint('red', domain.domain)}: ${severity}: ${escapeLine(where === null ? message : `${where}: ${message}`)} (${clause})`);
    terminal.out(`  next: ${escapeLine(next)}`);
  }
  if (findings.length > 0 || terminal.isQuiet) return;
  const where = endpoints.map(formatEndpoint);
  terminal.out(`${domain.domain}: policy ${domain.policyId} (${domain.policy.mode}) is served at ${where.join(' and ')}`);
}

/** A bounded number at a time, results in order. */
async function inTurn<T, R>(all: readonly T[], work: (each: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < all.length; index = next++) results[index] = await work(all[index] as T);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, all.length) }, worker));
  return results;
}
