// The host behind the configured domains, for check: the machine at hand or that of -H; domains of others have none.
import type { Finding } from '../model/finding.ts';
import type { Desired, DesiredDomain } from '../model/desired.ts';
import type { HostReader } from '../model/host.ts';
import { judgeRenewals, overdueSince, type Renewed } from '../check/judge-renewals.ts';
import { readHost } from '../check/read-host.ts';
import type { Ours, Subject } from '../check/subject.ts';
import { finderOf } from '../check/found.ts';
import { clockNote } from '../formats/clock-note.ts';
import { authorityUrls } from '../formats/acme-client-conf/authority-urls.ts';
import { isDue } from '../formats/certificate/is-due.ts';
import { parseLeaf } from '../formats/certificate/leaf.ts';
import { gatherFacts } from '../facts/gather-facts.ts';
import { planRenewal } from '../plan/plan-renewal.ts';
import { issuersOf } from '../formats/caa/judge-caa.ts';
import type { Subjects } from './check-subjects.ts';
import type { CommandContext } from './command-context.ts';
import { hostOf } from './host-of.ts';
import { configuredHandles } from './renewal-findings.ts';

export interface Behind {
  readonly subjects: readonly Subject[];
  /** Of the renewal; nothing where it never ran, or where only root may look. */
  readonly findings: readonly Finding[];
  /** Of the host itself. */
  readonly ofHost: readonly Finding[];
}

const found = finderOf('');

export async function behindSubjects({ subjects, desired, configured }: Subjects, context: CommandContext, now: Date): Promise<Behind> {
  if (desired === null || configured.length === 0) return { subjects, findings: [], ofHost: [] };
  const reader = hostOf(context);
  const { states, acmeClientConf, sides } = await readHost(reader, configured.map(({ policyHost }) => policyHost));
  const findings = judgeRenewals(await renewedOf(configured, desired, reader, now), states, now);
  const issuers = issuersBy(acmeClientConf, desired.acme.apiUrl);
  const behind = (subject: Subject, ours: Ours): Ours => ({
    ...ours,
    issuers: ours.handle === null ? [] : issuers(ours.handle),
    host: sides.get(subject.policyHost) ?? null,
  });
  return { subjects: subjects.map((subject) => (subject.ours === null ? subject : { ...subject, ours: behind(subject, subject.ours) })), findings, ofHost: clockFindings(reader) };
}

function clockFindings({ name, clockAheadMs }: HostReader): Finding[] {
  const note = clockNote(name, clockAheadMs);
  return note === null ? [] : [found('clock-differs', note.message, note.next)];
}

/** By domain: as configured, or where all of the host may be looked at, the handle whose certificate is served and what renews it. */
async function renewedOf(configured: readonly DesiredDomain[], desired: Desired, reader: HostReader, now: Date): Promise<Map<string, Renewed>> {
  return new Map<string, Renewed>([...configuredHandles(configured), ...(reader.uid === 0 ? await handlesOnHost({ ...desired, domains: configured }, reader, now) : [])]);
}

/** None where that can't be told. */
async function handlesOnHost(desired: Desired, reader: HostReader, now: Date): Promise<(readonly [string, Renewed])[]> {
  const facts = await gatherFacts(desired, reader).catch(() => null);
  const plan = facts === null ? null : planRenewal(desired, facts);
  if (facts === null || plan?.ok !== true) return [];
  const faults = new Map(plan.value.broken.map((each) => [each.certificate, each.what]));
  return plan.value.renewals.flatMap(({ handle, certificate, schedule, isUnheard, served }) => {
    const leaf = parseLeaf(facts.files.get(certificate)?.content ?? '');
    const renewed = { handle, schedule, isUnheard, fault: faults.get(certificate) ?? null, isOverdue: leaf !== null && isDue(leaf, overdueSince(now)) };
    return served.map(({ domain }) => [domain, renewed] as const);
  });
}

/** Of the authority that acme-client.conf has the handle signed with; of the configured one where there is no such handle yet. */
function issuersBy(acmeClientConf: string, apiUrl: string): (handle: string) => readonly string[] {
  const urls = authorityUrls(acmeClientConf);
  return (handle) => issuersOf(urls(handle) ?? apiUrl);
}
