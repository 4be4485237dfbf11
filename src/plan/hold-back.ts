// Domains whose policy is held back: nothing of theirs changes, nor of those that can't go on without them.
import type { Desired, DesiredDomain } from '../model/desired.ts';
import type { Facts } from '../model/facts.ts';
import type { Publication } from '../model/plan.ts';
import { parsePolicy } from '../formats/mta-sts/parse-policy.ts';
import type { Blocks } from './find-blocks.ts';
import { beforeOf } from './part.ts';

export interface HeldBack {
  readonly desired: Desired;
  readonly notes: readonly string[];
}

/** Whether a policy host has a server for its policy already, ours or one that is kept. */
export type IsServed = (policyHost: string) => boolean;

export function servedBy({ ours, adopted }: Blocks): IsServed {
  const hosts = new Set([...ours.filter(({ role }) => role === 'policy').map(({ policyHost }) => policyHost), ...[...adopted.values()].flatMap((each) => [...each])]);
  return (policyHost) => hosts.has(policyHost);
}

/** What is left of the wishes: a file can't change for one domain and stay for another, and a certificate needs its owner's servers. */
export function holdBack(desired: Desired, held: ReadonlySet<string>, isServed: IsServed, facts: Facts): HeldBack {
  if (held.size === 0) return { desired, notes: [] };
  const fixed = new Map(desired.domains.filter((each) => held.has(each.domain) && isServed(each.policyHost) && isWritten(each, facts)).map((each) => [each.policyFile.path, each.domain]));
  const owners = new Set([...held].filter((domain) => desired.domains.some((each) => each.domain === domain && !isServed(each.policyHost))));
  const waitsFor = (each: DesiredDomain) => fixed.get(each.policyFile.path) ?? (each.certificate.kind === 'shared' && owners.has(each.certificate.domain) ? each.certificate.domain : null);
  const others = desired.domains.filter((each) => !held.has(each.domain));
  const waiting = others.filter((each) => waitsFor(each) !== null);
  const gone = new Set(desired.domains.filter((each) => (held.has(each.domain) || waiting.includes(each)) && !isServed(each.policyHost)).map(({ policyHost }) => policyHost));
  const domains = others.filter((each) => !waiting.includes(each)).map((each) => withoutNames(each, gone));
  return { desired: { ...desired, domains }, notes: waiting.map((each) => `${each.domain} waits for ${waitsFor(each)}, with which it shares its ${fixed.has(each.policyFile.path) ? 'policy file' : 'certificate'}`) };
}

function isWritten({ policyFile }: DesiredDomain, facts: Facts): boolean {
  return beforeOf(facts, policyFile.path)?.content !== policyFile.content;
}

function withoutNames(domain: DesiredDomain, gone: ReadonlySet<string>): DesiredDomain {
  const { wantedCertificate } = domain;
  return { ...domain, wantedCertificate: { ...wantedCertificate, names: wantedCertificate.names.filter((name) => !gone.has(name)) } };
}

/** Policies that senders do not get yet and would get. */
export function publicationsOf({ domains }: Desired, isServed: IsServed, facts: Facts): Publication[] {
  return domains
    .filter((each) => !isServed(each.policyHost) || isWritten(each, facts))
    .map(({ domain, policyHost, policy, policyFile }) => {
      const before = isServed(policyHost) ? beforeOf(facts, policyFile.path) : null;
      return { domain, policy, before: before === null ? null : parsePolicy(before.content).policy };
    });
}
