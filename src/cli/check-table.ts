// Many domains, a line each.
import type { Finding } from '../model/finding.ts';
import type { Run } from '../check/check-all.ts';
import type { Outcome } from '../check/check-mail-domain.ts';
import { escapeLine } from './escape-text.ts';
import { columns } from './columns.ts';
import type { Terminal } from './terminal.ts';

/** More domains than this are a table without being asked. */
export const TABLE_FROM = 11;
const HEAD = ['DOMAIN', 'RESULT', 'MODE', 'ID', 'DAYS', 'MX', 'FINDINGS'];

export function checkTable({ domains, findings, hasResolver }: Run, { isQuiet, paint }: Terminal): string {
  // Where nobody could be asked anything, nothing is known.
  const resultOf = ({ endpoints, findings: its }: Outcome) => (!hasResolver && endpoints.length === 0 ? 'unknown' : worst(its));
  const shown = domains.filter(({ outcome }) => !isQuiet || resultOf(outcome) !== 'ok');
  const rows = shown.map(({ subject, outcome }) => {
    const { visits } = outcome;
    const secure = visits.filter(({ probed }) => probed.kind === 'secure').length;
    const codes = [...new Set(outcome.findings.filter(({ severity }) => severity !== 'note').map(({ code }) => code))];
    return [subject.domain, resultOf(outcome), outcome.mode ?? '-', outcome.id ?? '-', String(outcome.daysLeft ?? '-'), `${secure}/${visits.length}`, codes.join(' ') || '-'];
  });
  const notes = findings.map(({ severity, message }) => `stsctl: ${severity}: ${escapeLine(message)}`);
  const [head = '', ...lines] = columns([HEAD, ...rows]);
  return [paint('bold', head), ...lines, ...notes].join('\n');
}

function worst(findings: readonly Finding[]): 'error' | 'warning' | 'ok' {
  return (['error', 'warning'] as const).find((each) => findings.some(({ severity }) => severity === each)) ?? 'ok';
}
