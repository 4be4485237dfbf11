// The findings of a check, a line each with what to do below it.
import type { Finding, Severity } from '../model/finding.ts';
import { formatEndpoint } from '../formats/endpoint.ts';
import { validity } from '../formats/certificate/leaf.ts';
import type { Run } from '../check/check-all.ts';
import type { Visit } from '../check/mail-hosts.ts';
import type { Looked } from './command-check.ts';
import { escapeLine } from './escape-text.ts';
import type { Colour, Terminal } from './terminal.ts';

const COLOURS: Readonly<Record<Severity, Colour>> = { error: 'red', warning: 'cyan', note: 'dim' };

export function printCheck({ run, subjects }: Looked, terminal: Terminal): void {
  for (const { subject, outcome } of run.domains) {
    for (const finding of outcome.findings) printFinding(finding, terminal);
    if (terminal.isVerbose) for (const line of seenText(outcome)) terminal.out(`${subject.domain}: seen: ${escapeLine(line)}`);
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

/** With -v: what was seen, whether anything is wrong with it or not. */
function seenText({ id, record, daysLeft, visits, servers }: Run['domains'][number]['outcome']): string[] {
  return [
    ...(record === null ? [] : [`record ${id ?? 'without a valid id'}, kept for ${record.ttlSeconds} s, ${record.isAuthenticated ? 'validated by DNSSEC (AD)' : 'not validated by DNSSEC'}`]),
    ...servers.map(({ name, endpoint, serial, word }) => `name server ${name} ${endpoint.address}: ${serial === null ? word : `serial ${serial}`}`),
    ...(daysLeft === null ? [] : [`certificate of the policy host: ${daysLeft} days left`]),
    ...visits.map(({ host, endpoint, probed }) => `mail host ${host} ${formatEndpoint(endpoint)}: ${probedText(probed)}`),
  ];
}

function probedText(probed: Visit['probed']): string {
  if (probed.kind !== 'secure') return probed.kind;
  const until = probed.certificate === null ? 'no certificate' : `a certificate until ${new Date(validity(probed.certificate).to).toISOString().slice(0, 10)}`;
  return `${probed.protocol}, ${until}${probed.untrusted === null ? '' : ', not trusted'}`;
}

/** Notes are left out with -q. */
export function printFinding({ domain, where, severity, message, clause, next, code }: Finding, terminal: Terminal): void {
  if (terminal.isQuiet && severity === 'note') return;
  const subject = domain === '' ? 'stsctl' : domain;
  const codeText = terminal.isVerbose ? ` [${code}]` : '';
  terminal.out(`${terminal.paint(COLOURS[severity], subject)}: ${severity}: ${escapeLine(where === null ? message : `${where}: ${message}`)} (${clause})${codeText}`);
  terminal.out(`  next: ${escapeLine(terminal.typed(next))}`);
}
