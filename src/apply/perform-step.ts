// Does one step on the host; what a step needs beyond that (a staged file, a fetch) is handed in.
import { ACME_CLIENT, NSD_CONF, NSD_CONTROL, RCCTL } from '../model/base-system.ts';
import type { Finding } from '../model/finding.ts';
import type { Host, RunResult } from '../model/host.ts';
import { isSameFile, MAX_BYTES } from './compare-before.ts';
import { explainFailure, type Explained } from '../formats/acme-client/explain-failure.ts';
import { changeAccount } from './change-account.ts';
import { installCrontab } from './install-crontab.ts';
import { refusedStep, StepFailed, StepRefused, why } from './step-failed.ts';
import { TOKEN_PREFIX } from './leftovers.ts';
import type { DaemonAction, FetchPolicyStep, IssueCertificateStep, MakeDirectoryStep, MoveFileStep, ReloadZoneStep, RevokeCertificateStep, Step, TestChallengeStep, WriteFileStep } from '../model/plan.ts';

/** The CA may take its time (RFC 8555 7.1.6 "processing"). */
const ISSUE_TIMEOUT_MS = 10 * 60_000;
const DAEMON_TIMEOUT_MS = 60_000;

export interface Means {
  readonly host: Host;
  /** Where the new content of a path waits, if it was staged. */
  readonly stagedPath: (path: string) => string | null;
  /** Fetches as a sender would; empty when all is well. */
  readonly fetchPolicy: (step: FetchPolicyStep) => Promise<readonly Finding[]>;
  /** Fetches a token as the authority would; empty when it gets it. */
  readonly fetchChallenge: (step: TestChallengeStep, token: string) => Promise<readonly Finding[]>;
  /** Unguessable, of the characters of a token (RFC 8555 8.3). */
  readonly newToken: () => string;
}

/** False when the host was so already: there is nothing to take back. */
export async function performStep(step: Step, means: Means): Promise<boolean> {
  if (step.kind === 'make-directory') return makeDirectory(step, means.host);
  if (step.kind === 'move-file') return moveFile(step, means.host);
  await perform(step, means);
  return true;
}

function perform(step: Exclude<Step, MakeDirectoryStep | MoveFileStep>, means: Means): Promise<void> {
  switch (step.kind) {
    case 'remove-directory':
      return means.host.removeDirectory(step.path);
    case 'write-file':
      return writeFile(step, means);
    case 'change-mode':
      return means.host.changeMode(step.path, step.after);
    case 'install-crontab':
      return installCrontab(step, means.host);
    case 'daemon':
      return controlDaemon(step, step.daemon, step.action, means.host);
    case 'restart-service':
      return controlDaemon(step, step.service, 'restart', means.host);
    case 'account':
      return changeAccount(step, means.host);
    case 'reload-zone':
      return reloadZone(step, means.host);
    case 'test-challenge':
      return testChallenge(step, means);
    case 'issue-certificate':
      return issueCertificate(step, means.host);
    case 'revoke-certificate':
      return revokeCertificate(step, means.host);
    case 'fetch-policy':
      return fetched(step, means);
  }
}

/** The lock may have made /var and /var/db already, or somebody else the directory: theirs stays. */
async function makeDirectory({ path, attributes }: MakeDirectoryStep, host: Host): Promise<boolean> {
  const [found] = await host.gather([{ kind: 'stat', path, follow: true }]);
  if (found?.kind === 'stat' && found.stat?.kind === 'directory') return false;
  await host.makeDirectory(path, attributes);
  return true;
}

/** Where something is already, both stay: in a rollback that is the certificate that was issued since. */
async function moveFile({ from, to }: MoveFileStep, host: Host): Promise<boolean> {
  const [target] = await host.gather([{ kind: 'stat', path: to }]);
  if (target?.kind !== 'stat' || target.stat !== null || target.error !== null) return false;
  await host.commit(from, to);
  return true;
}

/** Looked at once more right before the rename: an editor may have saved since the plan was compared. */
async function writeFile(step: WriteFileStep, { host, stagedPath }: Means): Promise<void> {
  const [found] = await host.gather([{ kind: 'file', path: step.path, maxBytes: MAX_BYTES }]);
  if (!isSameFile(step.before, found, host)) throw refusedStep(step, step.path, found);
  if (step.after === null) return host.remove(step.path);
  const staged = stagedPath(step.path) ?? (await host.stage(step.path, step.after.content, step.after));
  await host.commit(staged, step.path);
}

/** rc.subr(8) takes a program in the foreground for started as soon as its process is there: one that can't listen ends a little later. */
const SETTLE_MS: Readonly<Record<string, number>> = { stsctld: 3000 };

/** rcctl(8); after a start, restart or reload the daemon must be there, whatever rcctl says. */
async function controlDaemon(step: Step, daemon: string, action: DaemonAction | 'restart', host: Host): Promise<void> {
  const result = await host.run([RCCTL, action, daemon], { timeoutMs: DAEMON_TIMEOUT_MS });
  // Of stsctld the rc script is gone again by then.
  const next = daemon === 'stsctld' ? 'read what it said: tail /var/log/daemon; then look whether it could run: stsctl -n watch' : `run by hand: rcctl -d ${action} ${daemon}`;
  if (result.exit !== 0) throw new StepFailed(step, `rcctl ${action} ${daemon}: ${why(result)}`, next, result.stderr);
  if (action === 'enable' || action === 'disable' || action === 'stop') return;
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS[daemon] ?? 0));
  const check = await host.run([RCCTL, 'check', daemon], { timeoutMs: DAEMON_TIMEOUT_MS });
  if (check.exit !== 0) throw new StepFailed(step, `${daemon} does not run after rcctl ${action}`, next, check.stdout);
}

/** nsd-control(8) answers before nsd has read the zone: that it serves it is seen by asking it. */
async function reloadZone(step: ReloadZoneStep, host: Host): Promise<void> {
  const result = await host.run([NSD_CONTROL, '-c', host.realPath(NSD_CONF), 'reload', step.zone], { timeoutMs: DAEMON_TIMEOUT_MS });
  if (result.exit === 0) return;
  // What nsd-control could not hand over, or nsd has no such zone for, has not been read.
  const Why = result.exit === null ? StepFailed : StepRefused;
  throw new Why(step, `nsd-control reload ${step.zone}: ${why(result)}`, `run by hand: nsd-control status, and nsd-control zonestatus ${step.zone}; then: stsctl apply`, result.stderr);
}

/** 0444, as acme-client leaves its own tokens. */
async function testChallenge(step: TestChallengeStep, { host, fetchChallenge, newToken }: Means): Promise<void> {
  const token = TOKEN_PREFIX + newToken();
  const path = `${step.directory}/${token}`;
  await host.createExclusive(path, token, 0o444);
  // A token that can't be removed is in nobody's way, and the next run removes it.
  const [worst] = await fetchChallenge(step, token).finally(() => host.remove(path).catch(() => undefined));
  if (worst !== undefined) throw failedBy(step, worst);
}

/** acme-client(1) EXIT STATUS: 0 changed, 2 nothing due, 1 failed. Nothing due is not what a missing certificate needs. */
async function issueCertificate(step: IssueCertificateStep, host: Host): Promise<void> {
  const result = await host.run([ACME_CLIENT, '-v', step.handle], { timeoutMs: ISSUE_TIMEOUT_MS });
  if (result.exit === 0) return;
  const explained = explainFailure(result.stderr, step.handle);
  const next = explained?.next ?? `run by hand: acme-client -v ${step.handle}`;
  throw new StepFailed(step, `acme-client ${step.handle}: ${saidBy(result, step, explained)}`, `${next}; then: stsctl apply`, result.stderr);
}

/** acme-client(1) -r: exit 0 revoked and its files gone, 1 failed and its files there. */
async function revokeCertificate(step: RevokeCertificateStep, host: Host): Promise<void> {
  const result = await host.run([ACME_CLIENT, '-r', '-v', step.handle], { timeoutMs: ISSUE_TIMEOUT_MS });
  if (result.exit === 0) return;
  throw new StepFailed(step, `acme-client -r ${step.handle}: ${explainFailure(result.stderr, step.handle)?.what ?? why(result)}`, `run by hand: acme-client -r -v ${step.handle}; or leave --revoke out`, result.stderr);
}

function saidBy(result: RunResult, { reason }: IssueCertificateStep, explained: Explained | null): string {
  if (result.exit === 2) return `says that nothing is due, yet ${reason}`;
  return explained === null ? why(result) : `${explained.what} (${why(result)})`;
}

async function fetched(step: FetchPolicyStep, { fetchPolicy }: Means): Promise<void> {
  const [worst] = await fetchPolicy(step);
  if (worst !== undefined) throw failedBy(step, worst);
}

function failedBy(step: TestChallengeStep | FetchPolicyStep, { where, message, clause, next }: Finding): StepFailed {
  return new StepFailed(step, `${where ?? step.policyHost}: ${message} (${clause})`, next);
}
