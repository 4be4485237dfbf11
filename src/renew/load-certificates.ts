// Has httpd load what is on disk, once, when a certificate changed or an earlier reload was missed; then the services that share it.
import { RCCTL } from '../model/base-system.ts';
import type { Finding } from '../model/finding.ts';
import type { RenewalPlan } from '../model/renewal.ts';
import { readPending, writePending } from './pending-restarts.ts';
import type { HandleReport, RenewMeans } from './renew.ts';

const TIMEOUT_MS = 60_000;

export interface CommandTrouble {
  /** "rcctl reload httpd: exit 1: httpd(failed)". */
  readonly what: string;
  /** One command. */
  readonly next: string;
}

export interface Loaded {
  readonly reload: 'needless' | 'done' | 'failed';
  /** Commands that failed. */
  readonly troubles: readonly CommandTrouble[];
  /** Sentences about pairs on disk that httpd could not load, where nothing else asked for a reload. */
  readonly unloadable: readonly string[];
  /** Handles whose new certificate httpd had not loaded before this run. */
  readonly missed: readonly string[];
  /** What was seen before anything was reloaded. */
  readonly before: readonly Finding[];
  /** Why it could not be noted which services are owed a restart; null when it was. */
  readonly noteTrouble: string | null;
}

export async function loadCertificates(plan: RenewalPlan, reports: readonly HandleReport[], means: RenewMeans): Promise<Loaded> {
  const renewed = new Set(reports.filter(({ result }) => result === 'renewed').map(({ renewal }) => renewal.handle));
  const before: Finding[] = [];
  const missed: string[] = [];
  for (const renewal of plan.renewals.filter(({ handle }) => !renewed.has(handle))) {
    const findings = await means.look(renewal, false);
    before.push(...findings);
    if (findings.some(({ code }) => code === 'policy-certificate-old')) missed.push(renewal.handle);
  }
  const hasChanged = renewed.size > 0 || missed.length > 0;
  const services = hasChanged ? plan.alsoRestart : await readPending(plan.alsoRestart, means.host);
  // Ahead of the reload: by it the next run would see that something changed.
  const noteTrouble = services.length === 0 ? null : await writePending(services, means.host);
  const reload = hasChanged ? await reloadHttpd(plan, renewed, means) : [];
  const restarts = await restartAll(services, means);
  const stillNoted = services.length === 0 ? null : await writePending(services.filter((each) => restarts.has(each)), means.host);
  return { reload: !hasChanged ? 'needless' : reload.length > 0 ? 'failed' : 'done', troubles: [...reload, ...restarts.values()], unloadable: hasChanged ? [] : unloadable(plan, reports), missed, before, noteTrouble: noteTrouble ?? stillNoted };
}

/** What acme-client has said itself is told once. */
function unloadable({ broken }: RenewalPlan, reports: readonly HandleReport[]): string[] {
  const failed = new Set(reports.filter(({ result }) => result === 'failed').map(({ renewal }) => renewal.certificate));
  return broken.filter(({ certificate }) => !failed.has(certificate)).map(({ what }) => what);
}

/** A pair that can't be loaded would end TLS on the whole port at a reload: httpd serves on with what it has. */
async function reloadHttpd({ renewals, broken }: RenewalPlan, renewed: ReadonlySet<string>, means: RenewMeans): Promise<CommandTrouble[]> {
  const mended = new Set(renewals.filter(({ handle }) => renewed.has(handle)).map(({ certificate }) => certificate));
  const deadly = broken.filter(({ certificate }) => !mended.has(certificate));
  if (deadly.length > 0) return deadly.map(({ what }) => ({ what: `httpd is not reloaded: ${what}, and with that every TLS session on its port would fail`, next: 'stsctl apply' }));
  const trouble = await runDaemonCommand('reload', 'httpd', means);
  return trouble === null ? [] : [trouble];
}

/** What failed, by service. */
async function restartAll(services: readonly string[], means: RenewMeans): Promise<Map<string, CommandTrouble>> {
  const failed = new Map<string, CommandTrouble>();
  for (const service of services) {
    const trouble = await runDaemonCommand('restart', service, means);
    if (trouble !== null) failed.set(service, { ...trouble, next: `${trouble.next}; the next stsctl renew tries it again` });
  }
  return failed;
}

/** Null when it worked; after a reload httpd must be there, whatever rcctl says. */
async function runDaemonCommand(action: string, service: string, { host }: RenewMeans): Promise<CommandTrouble | null> {
  const next = `run by hand: rcctl -d ${action} ${service}`;
  const { exit, failure, stdout, stderr } = await host.run([RCCTL, action, service], { timeoutMs: TIMEOUT_MS });
  const last = `${stdout}\n${stderr}`.trim().split('\n').at(-1) ?? '';
  if (exit !== 0) return { what: `rcctl ${action} ${service}: ${failure ?? `exit ${exit}`}${last === '' ? '' : `: ${last}`}`, next };
  const check = await host.run([RCCTL, 'check', service], { timeoutMs: TIMEOUT_MS });
  return check.exit === 0 ? null : { what: `${service} does not run after rcctl ${action}`, next };
}
