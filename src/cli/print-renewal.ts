// What a renewal tells: nothing when all is well, else a report whose first line says it all.
import { hostname } from 'node:os';
import { HTTPD_CONF } from '../model/base-system.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Finding } from '../model/finding.ts';
import type { Host, RunResult } from '../model/host.ts';
import { explainFailure } from '../formats/acme-client/explain-failure.ts';
import type { HandleReport, RenewOutcome } from '../renew/renew.ts';
import { escapeLine, escapeText } from './escape-text.ts';
import type { Terminal } from './terminal.ts';

/** What was done, and what of the host could not be looked at. */
export type ToldOutcome = RenewOutcome & { readonly doubts: readonly Diagnostic[] };

/** Lines of acme-client's output that a report quotes. */
const QUOTED = 12;
/** Domains that one block names. */
const NAMED = 10;

export function hasTrouble(outcome: ToldOutcome): boolean {
  return troublesOf(outcome).length > 0;
}

/** On standard output, which cron mails. */
export function printRenewal(terminal: Terminal, outcome: ToldOutcome, { root, reach, name }: Host): void {
  const troubles = troublesOf(outcome);
  if (terminal.isVerbose && troubles.length === 0) for (const each of outcome.reports) terminal.out(stateLine(each));
  if (troubles.length === 0) return;
  const where = reach !== null ? name : root === '' ? hostname() : root;
  terminal.out([`stsctl renew on ${escapeLine(where)}: ${headline(outcome)}`, ...troubles, summary(outcome)].join('\n\n'));
}

export function renewalAsJson(outcome: ToldOutcome): string {
  const handles = outcome.reports.map(({ renewal, result, expires, ran }) => ({ handle: renewal.handle, result, expires: expires?.toISOString() ?? null, exit: ran.exit, output: result === 'failed' ? ran.stderr : '' }));
  const { doubts, missing, loaded, findings, stateTrouble, notTried } = outcome;
  return JSON.stringify({ version: 1, handles, doubts, missing, reload: loaded.reload, troubles: loaded.troubles, unloadable: loaded.unloadable, findings, stateTrouble, notTried }, null, 2);
}

function troublesOf({ doubts, reports, missing, loaded, findings, stateTrouble, notTried }: ToldOutcome): string[] {
  return [
    ...reports.filter(({ result }) => result === 'failed').map(failed),
    ...doubts.map(({ place, message, next }) => block(`${place === undefined ? '' : `${place.file}: `}${message}`, ['the certificates were looked after all the same'], next)),
    ...missing.map((handle) => block(`${handle}: /etc/acme-client.conf has no such handle`, [], 'stsctl apply')),
    ...loaded.troubles.map(({ what, next }) => block(what, ['the certificates are on disk; what runs may still use older ones'], next)),
    ...loaded.unloadable.map((what) => block(what, ['httpd serves on with what it has; when it is started or reloaded next, every TLS session on its port fails'], 'stsctl apply')),
    ...groupFindings(findings.filter((each) => !isTold(each, doubts, loaded))).map(served),
    ...(stateTrouble === null ? [] : [block(`what was done can't be recorded in /var/db/stsctl: ${stateTrouble}`, ['stsctl check goes by that record'], 'make room or mend that file system')]),
    ...(notTried.length > 0 ? [block(`interrupted: ${notTried.length} of ${notTried.length + reports.length} certificates were not tried: ${notTried.join(', ')}`, [], 'stsctl renew')] : []),
  ];
}

function failed({ renewal, ran, expires }: HandleReport): string {
  const explained = explainFailure(ran.stderr, renewal.handle);
  const lines = [`certificate: ${renewal.certificate} ${validText(expires)}`];
  const said = quoted(ran);
  const headline = `${renewal.handle}: not renewed: ${explained?.what ?? `acme-client ended with ${ran.failure ?? `exit ${ran.exit}`}`}`;
  return block(headline, [...lines, ...(said.length === 0 ? [] : ['acme-client said:', ...said.map((line) => `  ${line}`)])], explained?.next ?? `run by hand: acme-client -v ${renewal.handle}`);
}

function validText(expires: Date | null): string {
  if (expires === null) return 'is not there or holds none';
  const day = expires.toISOString().slice(0, 10);
  return expires.getTime() > Date.now() ? `expires on ${day}; until then senders accept it` : `has expired on ${day}; senders no longer accept it`;
}

function quoted({ stderr }: RunResult): string[] {
  return stderr.trimEnd().split('\n').filter((line) => line !== '').slice(-QUOTED);
}

interface FindingGroup {
  readonly domains: readonly string[];
  readonly finding: Finding;
}

/** What follows from something that has a block of its own. */
function isTold({ code }: Finding, doubts: readonly Diagnostic[], { reload }: ToldOutcome['loaded']): boolean {
  if (code === 'policy-unreachable') return doubts.some(({ place }) => place?.file === HTTPD_CONF);
  return code === 'policy-certificate-old' && reload === 'failed';
}

/** What is so of many is told once. */
function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  const groups = new Map<string, { domains: string[]; finding: Finding }>();
  for (const finding of findings) {
    const { code, where, message, domain } = finding;
    const key = JSON.stringify([code, where, message.replaceAll(domain, '')]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { domains: [domain], finding });
    else group.domains.push(domain);
  }
  return [...groups.values()];
}

function served({ domains, finding: { where, message, next } }: FindingGroup): string {
  const named = domains.length > NAMED ? `${domains.slice(0, NAMED).join(', ')} and ${domains.length - NAMED} more` : domains.join(', ');
  return block(`${named}: ${where === null ? '' : `${where}: `}${message}`, [], next);
}

function block(headline: string, lines: readonly string[], next: string): string {
  return [escapeLine(headline), ...lines.map((line) => `  ${escapeText(line)}`), `  next: ${escapeLine(next)}`].join('\n');
}

function headline({ reports, missing, loaded, findings, notTried }: ToldOutcome): string {
  const count = reports.filter(({ result }) => result === 'failed').length + missing.length;
  const all = reports.length + missing.length;
  if (count > 0) return `${count} of ${all} ${all === 1 ? 'certificate' : 'certificates'} not renewed`;
  if (loaded.reload === 'failed') return 'certificates are renewed, but not loaded';
  if (loaded.troubles.length > 0) return 'certificates are renewed and loaded, but a service that shares them was not restarted';
  if (loaded.unloadable.length > 0) return 'a certificate on disk can not be loaded';
  if (notTried.length > 0) return `interrupted; ${notTried.length} of ${all + notTried.length} certificates not tried`;
  return findings.length > 0 ? 'certificates are not served as they should be' : 'the certificates were looked after, and something else is wrong';
}

function summary({ reports, loaded }: ToldOutcome): string {
  const renewed = reports.filter(({ result }) => result === 'renewed').map(({ renewal }) => renewal.handle);
  const notDue = reports.filter(({ result }) => result === 'not-due').length;
  const reload = { needless: 'not reloaded: nothing changed', done: 'reloaded', failed: 'could not be reloaded' }[loaded.reload];
  return [`renewed: ${renewed.length === 0 ? 'none' : renewed.join(', ')}`, `not due: ${notDue}`, `httpd:   ${reload}`].join('\n');
}

function stateLine({ renewal, result, expires }: HandleReport): string {
  return `${renewal.handle}: ${result === 'renewed' ? 'renewed' : 'not due'}, expires ${expires?.toISOString().slice(0, 10) ?? 'unknown'}`;
}
