// Which domains to look at: those of the configuration, and any others that are named.
import type { Desired, DesiredDomain } from '../model/desired.ts';
import { Failure } from '../model/failure.ts';
import type { Subject } from '../check/subject.ts';
import { parseDomainName } from '../formats/mta-sts/domain-name.ts';
import type { CommandContext } from './command-context.ts';
import { loadDesired } from './load-desired.ts';

export interface Subjects {
  readonly subjects: readonly Subject[];
  /** Null where there is no configuration, or none that we may read. */
  readonly desired: Desired | null;
  /** Those among the subjects that are configured. */
  readonly configured: readonly DesiredDomain[];
}

export async function checkSubjects(context: CommandContext): Promise<Subjects> {
  const desired = await configuration(context);
  const all = desired?.domains ?? [];
  if (context.operands.length === 0) return { subjects: all.map(oursOf), desired, configured: all };
  const configured: DesiredDomain[] = [];
  const subjects = [...new Set(context.operands)].map((name) => {
    const found = all.find(({ domain, shown }) => domain === plain(name) || shown === name);
    if (found === undefined) return foreign(name);
    configured.push(found);
    return oursOf(found);
  });
  return { subjects, desired, configured };
}

/** A domain of others needs none: it is read where it is there, and missed only where it was asked for. */
async function configuration(context: CommandContext): Promise<Desired | null> {
  try {
    return await loadDesired(context);
  } catch (error) {
    const isOptional = context.operands.length > 0 && context.options.configFile === null && error instanceof Failure;
    if (isOptional && error.diagnostics.every(({ code }) => code === 'config-missing' || code === 'config-unreadable')) return null;
    throw error;
  }
}

function plain(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

export function oursOf({ domain, policyHost, policyFile, policyId, addresses, records, wantedCertificate: { handle } }: DesiredDomain): Subject {
  const tlsrpt = records.find(({ name, type }) => type === 'TXT' && name === `_smtp._tls.${domain}`)?.value ?? null;
  return { domain, policyHost, ours: { body: policyFile.content, policyId, addresses, tlsrpt, handle, issuers: [], host: null } };
}

function foreign(name: string): Subject {
  const parsed = parseDomainName(name.replace(/\.$/, ''));
  if (parsed.ok) return { domain: parsed.name, policyHost: `mta-sts.${parsed.name}`, ours: null };
  throw new Failure([{ code: 'usage', message: `"${name}" ${parsed.problem}`, unchanged: 'everything', next: 'name a domain: stsctl check example.org' }]);
}
