// The host behind the configured domains, for check: the machine at hand or that of -H; domains of others have none.
import type { Finding } from '../model/finding.ts';
import { judgeRenewals } from '../check/judge-renewals.ts';
import { readHost } from '../check/read-host.ts';
import type { Ours, Subject } from '../check/subject.ts';
import { authorityUrls } from '../formats/acme-client-conf/authority-urls.ts';
import { issuersOf } from '../formats/caa/judge-caa.ts';
import type { Subjects } from './check-subjects.ts';
import type { CommandContext } from './command-context.ts';
import { hostOf } from './host-of.ts';

export interface Behind {
  readonly subjects: readonly Subject[];
  /** Of the renewal; nothing where it never ran, or where only root may look. */
  readonly findings: readonly Finding[];
}

export async function behindSubjects({ subjects, desired, configured }: Subjects, context: CommandContext, now: Date): Promise<Behind> {
  if (desired === null || configured.length === 0) return { subjects, findings: [] };
  const reader = hostOf(context);
  const { states, acmeClientConf, sides } = await readHost(reader, configured.map(({ policyHost }) => policyHost));
  const handles = new Map(configured.flatMap(({ domain, wantedCertificate: { handle } }) => (handle === null ? [] : [[domain, handle] as const])));
  const findings = judgeRenewals(handles, states, now);
  const stale = new Set(findings.map(({ domain }) => domain));
  const issuers = issuersBy(acmeClientConf, desired.acme.apiUrl);
  const seen = new Set(states.map(({ handle }) => handle));
  const configAt = reader.agent?.indexOf('-f') ?? -1;
  const crontabConfig = configAt < 0 ? '' : (reader.agent?.[configAt + 1] ?? '');
  const behind = (subject: Subject, ours: Ours): Ours => ({
    ...ours,
    crontabConfig,
    issuers: ours.handle === null ? [] : issuers(ours.handle),
    isRenewed: seen.has(ours.handle ?? '') && !stale.has(subject.domain),
    host: sides.get(subject.policyHost) ?? null,
  });
  return { subjects: subjects.map((subject) => (subject.ours === null ? subject : { ...subject, ours: behind(subject, subject.ours) })), findings };
}

/** Of the authority that acme-client.conf has the handle signed with; of the configured one where there is no such handle yet. */
function issuersBy(acmeClientConf: string, apiUrl: string): (handle: string) => readonly string[] {
  const urls = authorityUrls(acmeClientConf);
  return (handle) => issuersOf(urls(handle) ?? apiUrl);
}
