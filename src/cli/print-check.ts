// The findings of a check, a line each with what to do below it.
import type { Finding, Severity } from '../model/finding.ts';
import { formatEndpoint } from '../formats/endpoint.ts';
import type { Run } from '../check/check-all.ts';
import type { Looked } from './command-check.ts';
import { escapeLine } from './escape-text.ts';
import type { Colour, Terminal } from './terminal.ts';

const COLOURS: Readonly<Record<Severity, Colour>> = { error: 'red', warning: 'cyan', note: 'dim' };

export function printCheck({ run, subjects }: Looked, terminal: Terminal): void {
  for (const { subject, outcome } of run.domains) {
    for (const finding of outcome.findings) printFinding(finding, terminal);
    if (terminal.isQuiet || outcome.findings.some(({ severity }) => severity !== 'note') || outcome.endpoints.length === 0) continue;
    const configured = subjects.configured.find(({ domain }) => domain === subject.domain);
    const policy = configured === undefined ? `a policy (${outcome.mode ?? 'unknown'})` : `policy ${configured.policyId} (${configured.policy.mode})`;
    terminal.out(`${subject.domain}: ${policy} is served at ${outcome.endpoints.map(formatEndpoint).join(' and ')}${mailText(outcome)}`);
  }
  for (const finding of run.findings) printFinding(finding, terminal);
}

function mailText({ visits }: Run['domains'][number]['outcome']): string {
  const secure = visits.filter(({ probed }) => probed.kind === 'secure').length;
  return secure === 0 ? '' : `; ${secure} of ${visits.length} mail host addresses show a certificate that fits`;
}

/** Notes are left out with -q. */
export function printFinding({ domain, where, severity, message, clause, next, code }: Finding, terminal: Terminal): void {
  if (terminal.isQuiet && severity === 'note') return;
  const subject = domain === '' ? 'stsctl' : domain;
  const codeText = terminal.isVerbose ? ` [${code}]` : '';
  terminal.out(`${terminal.paint(COLOURS[severity], subject)}: ${severity}: ${escapeLine(where === null ? message : `${where}: ${message}`)} (${clause})${codeText}`);
  terminal.out(`  next: ${escapeLine(next)}`);
}
