// Certificates that are not there or can't be used are asked for; one that can is left to the renewal.
import type { Desired, DesiredDomain } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Facts } from '../model/facts.ts';
import type { ChangeModeStep, IssueCertificateStep, MoveFileStep, Step, TestChallengeStep } from '../model/plan.ts';
import { clockNote } from '../formats/clock-note.ts';
import type { Adoption } from './adoption.ts';
import type { CertificatePath, CertificatePaths } from './certificate-paths.ts';
import { certificateFault, type CertificateFault } from './certificate-state.ts';
import { unchangedOn } from './part.ts';
import { connectAddresses } from './plan-fetch.ts';

export interface CertificatesPart {
  /** Handles that acme-client is to run for. */
  readonly issued: ReadonlySet<string>;
  /** Certificates that are moved away before httpd is reloaded. */
  readonly setAside: ReadonlySet<string>;
  /** Keys that others can read: made private before acme-client judges its file. */
  readonly modes: readonly ChangeModeStep[];
  /** In order: what is set aside, then the run, handle by handle. */
  readonly steps: readonly Step[];
  readonly diagnostics: readonly Diagnostic[];
  readonly notes: readonly string[];
}

const TOO_OPEN = 'others than root can read or write';

interface Group {
  readonly path: CertificatePath;
  readonly hosts: readonly string[];
}

export function planCertificates(desired: Desired, facts: Facts, paths: CertificatePaths, now: Date): CertificatesPart {
  const issued = new Set<string>();
  const steps: Step[] = [];
  const diagnostics: Diagnostic[] = [];
  const groups = groupsOf(desired, paths);
  for (const { path, hosts } of groups) {
    const fault = certificateFault(path, hosts, facts, now);
    if (fault === null) continue;
    if (path.handle === null || fault.repair === 'none') diagnostics.push(unusable(path, fault, facts));
    else {
      issued.add(path.handle);
      steps.push(...movesFor(path, path.handle, fault, facts, now), issueStep(path.handle, fault));
    }
  }
  const setAside = new Set(steps.flatMap((step) => (step.kind === 'move-file' ? [step.from] : [])));
  const keys = openKeys(groups, facts);
  return { issued, setAside, modes: keys.modes, steps, diagnostics: [...diagnostics, ...keys.diagnostics], notes: openForeignKeys(groups, facts) };
}

/** Policy hosts by the files they share. */
function groupsOf({ domains }: Desired, paths: CertificatePaths): Group[] {
  const groups = new Map<string, { path: CertificatePath; hosts: string[] }>();
  for (const { policyHost } of domains) {
    const path = paths.of(policyHost);
    const known = groups.get(path.certificate);
    if (known === undefined) groups.set(path.certificate, { path, hosts: [policyHost] });
    else known.hosts.push(policyHost);
  }
  return [...groups.values()];
}

function issueStep(handle: string, { what }: CertificateFault): IssueCertificateStep {
  return { kind: 'issue-certificate', handle, reason: what };
}

/** Kept under another name: nothing of the admin's is removed. */
function movesFor({ certificate, looksAt, key }: CertificatePath, handle: string, { what, repair }: CertificateFault, { files }: Facts, now: Date): MoveFileStep[] {
  if (repair !== 'certificate-aside' && repair !== 'both-aside') return [];
  const stamp = now.toISOString().replace(/[-:]|\.\d+/g, '');
  // httpd passes over a server that lacks one of the two, and gives up the socket for a pair that is none (FACTS part 2).
  const isInTheWay = [certificate, key].every((path) => files.get(path)?.stat);
  const paths = new Set([certificate, looksAt, ...(repair === 'both-aside' ? [key] : [])]);
  return [...paths].flatMap((path): MoveFileStep[] => {
    const stat = files.get(path)?.stat;
    return stat ? [{ kind: 'move-file', handle, from: path, to: `${path}.${stamp}`, size: stat.size, isInTheWay, reason: what }] : [];
  });
}

/** acme-client(1) refuses its whole configuration for one such key. 0400 is what it gives its own. */
function openKeys(groups: readonly Group[], facts: Facts): { readonly modes: ChangeModeStep[]; readonly diagnostics: Diagnostic[] } {
  const keys = new Set(groups.filter(({ path }) => path.handle !== null).map(({ path }) => path.key));
  const open = [...keys].flatMap((path) => {
    const stat = facts.files.get(path)?.stat;
    return stat?.kind === 'file' && (stat.mode & 0o077) !== 0 ? [{ path, mode: stat.mode }] : [];
  });
  const modes = open.filter(({ path }) => !facts.linkedKeys.has(path)).map(({ path, mode }) => ({ kind: 'change-mode' as const, path, before: mode, after: 0o400, reason: `${TOO_OPEN} this key; acme-client refuses it` }));
  return { modes, diagnostics: open.filter(({ path }) => facts.linkedKeys.has(path)).map(({ path }) => openLink(path, facts)) };
}

/** Of another client: its to mend, and httpd does not mind. */
function openForeignKeys(groups: readonly Group[], { files }: Facts): string[] {
  const open = groups.filter(({ path }) => path.handle === null && ((files.get(path.key)?.stat?.mode ?? 0) & 0o077) !== 0);
  return open.map(({ path, hosts }) => `${path.key}, the key of ${hosts.join(', ')}: ${TOO_OPEN} it; have the client that writes it keep it private, and: chmod 400 ${path.key}`);
}

/** No mode is changed through a link: it may lead to anybody's file. */
function openLink(path: string, facts: Facts): Diagnostic {
  return { code: 'certificate-unusable', place: { file: path }, message: `is a symbolic link to a key that is too open: ${TOO_OPEN} it, and acme-client refuses it`, unchanged: unchangedOn(facts), next: `chmod 400 ${path}, which changes what the link leads to, then: stsctl plan` };
}

function clockToMend({ host, clockAheadMs }: Facts): string {
  const note = clockNote(host, clockAheadMs);
  return note === null ? 'set the clock of the host (rdate(8), ntpd(8))' : `${note.message}; ${note.next}`;
}

function unusable({ handle, certificate }: CertificatePath, { what, next: mend }: CertificateFault, facts: Facts): Diagnostic {
  const next = `${handle === null ? 'have the client that writes it renew it, or take certificate_file out of stsctl.conf' : (mend ?? clockToMend(facts))}, then: stsctl plan`;
  return { code: 'certificate-unusable', place: { file: certificate }, message: `can't be served to senders: ${what}`, unchanged: unchangedOn(facts), next };
}

/** One look for each host before the authority is asked, so that no failed order counts against its limits. */
export function planChallengeTests(desired: Desired, facts: Facts, paths: CertificatePaths, adoption: Adoption, issued: ReadonlySet<string>): TestChallengeStep[] {
  const tested = desired.domains.filter(({ policyHost }) => issued.has(paths.of(policyHost).handle ?? ''));
  return tested.map((domain) => challengeTest(domain, paths.of(domain.policyHost), facts, adoption));
}

function challengeTest(domain: DesiredDomain, { handle, challengedir }: CertificatePath, facts: Facts, adoption: Adoption): TestChallengeStep {
  return {
    kind: 'test-challenge',
    policyHost: domain.policyHost,
    handle: handle ?? '',
    directory: challengedir,
    connect: connectAddresses(domain, 'challenge', facts, adoption),
    addresses: domain.addresses,
    reason: 'a failed order would count against the limits of the authority',
  };
}
