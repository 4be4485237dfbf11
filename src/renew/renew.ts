// Renews every certificate that is due, has httpd load what changed or was missed, and looks at what is then served.
import { ACME_CLIENT } from '../model/base-system.ts';
import type { Finding } from '../model/finding.ts';
import type { Host, RunResult } from '../model/host.ts';
import type { Renewal, RenewalPlan, RenewalResult, RenewalState } from '../model/renewal.ts';
import { loadCertificates, type Loaded } from './load-certificates.ts';
import { readExpiry, writeStates } from './renewal-states.ts';

/** The CA may take its time (RFC 8555 7.1.6 "processing"). */
const TIMEOUT_MS = 10 * 60_000;

export interface RenewMeans {
  readonly host: Host;
  readonly now: () => Date;
  /** What is wrong with the certificate that is served, once or until it is served; empty when nothing is. */
  readonly look: (renewal: Renewal, patiently: boolean) => Promise<readonly Finding[]>;
  /** A handle is begun. */
  readonly onHandle?: (renewal: Renewal) => void;
  /** True once the run is to stop: no further handle is begun. */
  readonly isInterrupted: () => boolean;
}

export interface HandleReport {
  readonly renewal: Renewal;
  readonly result: RenewalResult;
  readonly ran: RunResult;
  readonly expires: Date | null;
}

export interface RenewOutcome {
  readonly reports: readonly HandleReport[];
  readonly missing: readonly string[];
  readonly loaded: Loaded;
  /** Certificates that senders would not get as they are on disk, after all was done. */
  readonly findings: readonly Finding[];
  /** Why the state could not be written; null when it was. */
  readonly stateTrouble: string | null;
  /** Handles that an interrupted run did not come to. */
  readonly notTried: readonly string[];
}

/** Under the lock. Never throws for what a handle, a daemon or a disk does: everything is tried and told. */
export async function renew(plan: RenewalPlan, means: RenewMeans): Promise<RenewOutcome> {
  const reports: HandleReport[] = [];
  for (const renewal of plan.renewals) {
    if (means.isInterrupted()) break;
    means.onHandle?.(renewal);
    reports.push(await renewOne(renewal, means));
  }
  const loaded = await loadCertificates(plan, reports, means);
  const findings = await lookAtAll(plan.renewals, loaded, means);
  const states = reports.map(({ renewal, result, expires }): RenewalState => ({ handle: renewal.handle, at: means.now(), result, expires }));
  const stateTrouble = (await writeStates(states, means.host)) ?? loaded.noteTrouble;
  const notTried = plan.renewals.slice(reports.length).map(({ handle }) => handle);
  return { reports, missing: plan.missing, loaded, findings, stateTrouble, notTried };
}

/** acme-client(1) EXIT STATUS: 0 changed, 2 nothing due, 1 failed. */
async function renewOne(renewal: Renewal, { host }: RenewMeans): Promise<HandleReport> {
  const ran = await host.run([ACME_CLIENT, '-v', renewal.handle], { timeoutMs: TIMEOUT_MS });
  const result = ran.exit === 0 ? 'renewed' : ran.exit === 2 ? 'not-due' : 'failed';
  return { renewal, result, ran, expires: await readExpiry(renewal.certificate, host) };
}

/** After a reload httpd needs a moment; without one, what was seen before is so. */
async function lookAtAll(renewals: readonly Renewal[], loaded: Loaded, { look }: RenewMeans): Promise<readonly Finding[]> {
  if (loaded.reload === 'needless') return loaded.before;
  const found: Finding[] = [];
  for (const renewal of renewals) found.push(...(await look(renewal, found.length === 0)));
  return found;
}
