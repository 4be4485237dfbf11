// What of a retired domain leaves the host: its servers, handle, certificate, policy file and renewal; nothing that another domain uses.
import { ACME_CLIENT_CONF, CHROOT, HTTPD_CONF } from '../model/base-system.ts';
import type { Desired, DesiredDomain } from '../model/desired.ts';
import type { Result } from '../model/diagnostic.ts';
import type { Facts } from '../model/facts.ts';
import type { HttpdConf, HttpdVerdict } from '../model/httpd-conf.ts';
import type { MoveFileStep, Plan, Step, WriteFileStep } from '../model/plan.ts';
import { applyEdits, removeBlock, removeRange } from '../formats/bsd-conf/edit.ts';
import { formatCrontab, parseCrontab } from '../formats/crontab/parse-crontab.ts';
import { httpdWorld } from '../formats/httpd-conf/facts-world.ts';
import { judgeHttpdConf } from '../formats/httpd-conf/judge-httpd-conf.ts';
import { brokenFile, expectedWarnings, isAcceptable, messagesOf } from './httpd-conf-verdict.ts';
import { beforeOf } from './part.ts';
import { renewalLines } from './plan-crontab.ts';
import { daemonStep } from './plan-daemon.ts';
import { readAcmeClientConf } from './read-acme-client-conf.ts';
import { readHttpdConf, type ReadHttpdConf } from './read-httpd-conf.ts';
import { splitByPrograms } from './split-by-programs.ts';

interface Removal {
  readonly steps: readonly Step[];
  readonly notes: readonly string[];
}

export interface RemovalOptions {
  readonly now: Date;
  /** Have the authority revoke its certificate, where nothing else has it: no rollback brings that back. */
  readonly isRevoked: boolean;
}

/** `desired` still has the domain. All else is set aside or in the journal, so that a rollback brings it back. */
export function planRemoval(desired: Desired, domain: DesiredDomain, facts: Facts, { now, isRevoked }: RemovalOptions): Result<Plan> {
  const web = readHttpdConf(facts);
  const acme = readAcmeClientConf(desired, facts);
  const unreadable = [...web.diagnostics, ...acme.diagnostics];
  if (unreadable.length > 0) return { ok: false, diagnostics: unreadable };
  const others = desired.domains.filter((each) => each !== domain);
  const servers = withoutServers(domain, web);
  const verdict = judgeHttpdConf(HTTPD_CONF, servers.content, httpdWorld(facts));
  if (!isAcceptable(verdict)) return { ok: false, diagnostics: [brokenFile(verdict, facts)] };
  const certificates = certificateSteps(domain, others, verdict.conf, facts, now);
  const handle = withoutHandle(domain, others, acme.conf, facts);
  const revocation = isRevoked ? revocationOf(domain, certificates, handle) : NO_REVOCATION;
  const work: Step[] = [
    ...(servers.content === web.text ? [] : [httpdStep(servers.content, web, verdict, warningsOfRollback(web, certificates, facts)), ...daemonSteps(verdict.conf, facts)]),
    ...policyFileSteps(domain, others, facts),
    ...crontabSteps(domain, others, desired, facts),
    // acme-client needs the handle and the certificate in their places, and removes the latter.
    ...revocation.steps,
    ...handle.steps,
    ...certificates.filter(({ from }) => revocation.steps.length === 0 || from !== domain.wantedCertificate.certificate),
  ];
  const split = splitByPrograms(work, facts);
  return { ok: true, value: { version: 1, host: facts.host, root: facts.root, ...split, notes: [...servers.notes, ...handle.notes, ...revocation.notes], caFile: desired.acme.caFile, certificates: [] }, warnings: [] };
}

const NO_REVOCATION: Removal = { steps: [], notes: [] };

/** Only of a certificate that is the domain's alone, and by the handle that leaves with it. */
function revocationOf({ wantedCertificate: { handle, certificate } }: DesiredDomain, moves: readonly MoveFileStep[], { steps }: Removal): Removal {
  const isThere = moves.some(({ from }) => from === certificate);
  if (handle !== null && isThere && steps.length > 0) return { steps: [{ kind: 'revoke-certificate', handle, reason: 'asked for by --revoke; acme-client removes the certificate, and the key stays' }], notes: [] };
  const why = handle === null ? 'it is that of another client' : isThere ? `its handle "${handle}" has other names too, or stands in another file` : 'something else uses it, or it is not there';
  return { steps: [], notes: [`${certificate} is not revoked: ${why}`] };
}

/** From the line that marks it: what the admin has written above that is not ours. */
function withoutServers({ policyHost }: DesiredDomain, { text, blocks }: ReadHttpdConf) {
  const ours = blocks.ours.filter((each) => each.policyHost === policyHost);
  const kept = [...blocks.adopted].filter(([, hosts]) => hosts.has(policyHost)).map(([server]) => `server "${server.name}" (${server.file}:${server.line}) was made by hand and stays: take it out when nothing else needs it`);
  return { content: applyEdits(text, ours.map(({ range }) => removeRange(text, range))), notes: kept };
}

function httpdStep(content: string, { before }: ReadHttpdConf, verdict: HttpdVerdict, expectedBefore: readonly string[] | null): WriteFileStep {
  if (before === null) throw new Error('servers of ours in a file that is not there');
  // httpd -n takes no file without a server.
  const judge = verdict.conf.servers.length === 0 ? null : ({ program: 'httpd', expected: messagesOf(verdict), expectedBefore, handle: null } as const);
  return { kind: 'write-file', path: HTTPD_CONF, before, after: { ...before, content }, judge, reason: 'the servers of the policy host leave' };
}

/** A rollback has the old file judged while the certificates are still set aside. */
function warningsOfRollback({ text }: ReadHttpdConf, moves: readonly MoveFileStep[], facts: Facts): string[] | null {
  const world = httpdWorld(facts);
  const aside = new Set(moves.map(({ from }) => from));
  return expectedWarnings(judgeHttpdConf(HTTPD_CONF, text, { ...world, isReadable: (path) => !aside.has(path) && world.isReadable(path) }));
}

function daemonSteps(conf: HttpdConf, { httpd }: Facts): Step[] {
  if (conf.servers.length > 0) return httpd?.running === true ? [daemonStep('reload', 'httpd no longer answers for the policy host')] : [];
  return [...(httpd?.running === true ? [daemonStep('stop', 'httpd.conf has no server any more')] : []), ...(httpd?.enabled === true ? [daemonStep('disable', 'httpd.conf has no server any more')] : [])];
}

function withoutHandle({ wantedCertificate, policyHost }: DesiredDomain, others: readonly DesiredDomain[], conf: ReturnType<typeof readAcmeClientConf>['conf'], facts: Facts): Removal {
  const found = conf.domains.find(({ handle }) => handle === wantedCertificate.handle);
  const before = beforeOf(facts, ACME_CLIENT_CONF);
  if (found === undefined || before === null) return { steps: [], notes: [] };
  const where = `handle "${found.handle}" (${found.file}:${found.line})`;
  const isShared = others.some((each) => each.wantedCertificate.handle === found.handle) || found.alternativeNames.some((name) => name !== policyHost);
  if (isShared || found.file !== ACME_CLIENT_CONF) return { steps: [], notes: [`${where} has other names too, or stands in another file, and stays: take ${policyHost} out of it, or it will not be renewed`] };
  const content = applyEdits(before.content, [removeBlock(before.content, found.range)]);
  // acme-client judges a file for one of its handles.
  const other = conf.domains.find((each) => each !== found)?.handle ?? null;
  const judge = other === null ? null : ({ program: 'acme-client', expected: [], expectedBefore: [], handle: other } as const);
  return { steps: [{ kind: 'write-file', path: ACME_CLIENT_CONF, before, after: { ...before, content }, judge, reason: `${where} leaves` }], notes: [] };
}

/** Set aside and never removed: a key can't be made again. Files of another client are not ours. */
function certificateSteps({ wantedCertificate }: DesiredDomain, others: readonly DesiredDomain[], conf: HttpdConf, { files }: Facts, now: Date): MoveFileStep[] {
  const { handle, certificate, key } = wantedCertificate;
  const isUsed = others.some((each) => each.wantedCertificate.certificate === certificate) || conf.servers.some(({ tls }) => tls.certificate === certificate);
  if (handle === null || isUsed) return [];
  const stamp = now.toISOString().replace(/[-:]|\.\d+/g, '');
  return [certificate, key].flatMap((path): MoveFileStep[] => {
    const stat = files.get(path)?.stat;
    return stat?.kind !== 'file' ? [] : [{ kind: 'move-file', handle, from: path, to: `${path}.${stamp}`, size: stat.size, reason: 'nothing uses it any more; remove it by hand when it is not wanted' }];
  });
}

function policyFileSteps({ policyFile, domain }: DesiredDomain, others: readonly DesiredDomain[], facts: Facts): Step[] {
  const before = beforeOf(facts, policyFile.path);
  if (before === null || others.some((each) => each.policyFile.path === policyFile.path)) return [];
  const directory = policyFile.path.slice(0, policyFile.path.lastIndexOf('/'));
  const steps: Step[] = [{ kind: 'write-file', path: policyFile.path, before, after: null, judge: null, reason: `the policy of ${domain}` }];
  const stat = facts.files.get(directory)?.stat;
  if (directory === `${CHROOT}/mta-sts` || stat?.kind !== 'directory') return steps;
  return [...steps, { kind: 'remove-directory', path: directory, attributes: { mode: stat.mode, uid: stat.uid, gid: stat.gid }, reason: 'it held that policy alone' }];
}

/** Only lines that are exactly ours: the one for this handle, and the one for all when no domain is left. */
function crontabSteps({ wantedCertificate }: DesiredDomain, others: readonly DesiredDomain[], desired: Desired, facts: Facts): Step[] {
  const before = facts.crontab;
  if (before === null || wantedCertificate.handle === null || others.some((each) => each.wantedCertificate.handle === wantedCertificate.handle)) return [];
  const ours = new Set(renewalLines(wantedCertificate.handle, others.length === 0, desired, facts));
  const lines = parseCrontab(before);
  const kept = lines.filter(({ text }) => !ours.has(text.trim()));
  if (kept.length === lines.length) return [];
  return [{ kind: 'install-crontab', user: 'root', before, after: kept.length === 0 ? null : formatCrontab(kept), reason: 'nothing of it is left to renew' }];
}
