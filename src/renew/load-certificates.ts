// Has httpd load what is on disk: once, when a certificate changed or an earlier reload was missed.
import { RCCTL } from '../model/base-system.ts';
import type { Finding } from '../model/finding.ts';
import type { RenewalPlan } from '../model/renewal.ts';
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
  /** Handles whose new certificate httpd had not loaded before this run. */
  readonly missed: readonly string[];
  /** What was seen before anything was reloaded. */
  readonly before: readonly Finding[];
}

export async function loadCertificates({ renewals, alsoRestart, broken }: RenewalPlan, reports: readonly HandleReport[], means: RenewMeans): Promise<Loaded> {
  const renewed = new Set(reports.filter(({ result }) => result === 'renewed').map(({ renewal }) => renewal.handle));
  const before: Finding[] = [];
  const missed: string[] = [];
  for (const renewal of renewals.filter(({ handle }) => !renewed.has(handle))) {
    const findings = await means.look(renewal, false);
    before.push(...findings);
    if (findings.some(({ code }) => code === 'policy-certificate-old')) missed.push(renewal.handle);
  }
  if (renewed.size === 0 && missed.length === 0) return { reload: 'needless', troubles: [], missed, before };
  const mended = new Set(renewals.filter(({ handle }) => renewed.has(handle)).map(({ certificate }) => certificate));
  const deadly = broken.filter(({ certificate }) => !mended.has(certificate));
  if (deadly.length > 0) return { reload: 'failed', troubles: deadly.map(notReloaded), missed, before };
  const commands = [[RCCTL, 'reload', 'httpd'], ...alsoRestart.map((service) => [RCCTL, 'restart', service])];
  const troubles: CommandTrouble[] = [];
  let reload: Loaded['reload'] = 'done';
  for (const argv of commands) {
    const what = await runDaemonCommand(argv, means);
    if (what === null) continue;
    troubles.push({ what, next: `run by hand: rcctl -d ${argv.slice(1).join(' ')}` });
    if (argv[1] === 'reload') reload = 'failed';
  }
  return { reload, troubles, missed, before };
}

/** It serves on with what it has loaded: a reload would end TLS on the whole port. */
function notReloaded({ what }: { readonly what: string }): CommandTrouble {
  return { what: `httpd is not reloaded: ${what}, and with that every TLS session on its port would fail`, next: 'stsctl apply' };
}

/** Null when it worked; after a reload httpd must be there, whatever rcctl says. */
async function runDaemonCommand(argv: readonly string[], { host }: RenewMeans): Promise<string | null> {
  const [, action = '', service = ''] = argv;
  const { exit, failure, stdout, stderr } = await host.run(argv, { timeoutMs: TIMEOUT_MS });
  const last = `${stdout}\n${stderr}`.trim().split('\n').at(-1) ?? '';
  if (exit !== 0) return `rcctl ${action} ${service}: ${failure ?? `exit ${exit}`}${last === '' ? '' : `: ${last}`}`;
  const check = await host.run([RCCTL, 'check', service], { timeoutMs: TIMEOUT_MS });
  return check.exit === 0 ? null : `${service} does not run after rcctl ${action}`;
}
