// A line for Nagios and those that run its plugins: state, worst finding, performance data (Monitoring Plugins guidelines).
import { Failure } from '../model/failure.ts';
import type { Finding } from '../model/finding.ts';
import type { Run } from '../check/check-all.ts';
import { escapeLine } from './escape-text.ts';

const WARNING_DAYS = 14;

export function nagiosLine({ domains, findings: ofRun }: Run): { readonly text: string; readonly exit: 0 | 1 | 2 | 3 } {
  const findings = domains.flatMap(({ outcome }) => outcome.findings);
  const errors = findings.filter(({ severity }) => severity === 'error');
  const warnings = findings.filter(({ severity }) => severity === 'warning');
  const days = domains.flatMap(({ outcome }) => (outcome.daysLeft === null ? [] : [outcome.daysLeft]));
  const least = days.length === 0 ? '' : ` days_left=${Math.min(...days)};${WARNING_DAYS}:;0:`;
  const data = `domains=${domains.length} errors=${errors.length};;0 warnings=${warnings.length};0${least}`;
  const line = (state: string, text: string) => `MTA-STS ${state}: ${clean(text)} | ${data}`;
  const [error] = errors;
  const [warning] = warnings;
  const [blind] = ofRun.filter(({ severity }) => severity === 'error');
  if (error !== undefined) return { text: line('CRITICAL', first(error, errors.length + warnings.length)), exit: 2 };
  if (blind !== undefined) return { text: line('UNKNOWN', blind.message), exit: 3 };
  if (warning !== undefined) return { text: line('WARNING', first(warning, warnings.length)), exit: 1 };
  return { text: line('OK', `${domains.length} ${domains.length === 1 ? 'domain' : 'domains'}`), exit: 0 };
}

function first({ domain, where, message }: Finding, count: number): string {
  return `${domain}: ${where === null ? '' : `${where}: `}${message}${count === 1 ? '' : ` (and ${count - 1} more)`}`;
}

/** A bar would begin the performance data. */
function clean(text: string): string {
  return escapeLine(text).replaceAll('|', '/');
}

/** What kept stsctl from looking at all. */
export function nagiosFailure(error: unknown): string {
  if (!(error instanceof Failure)) throw error;
  return `MTA-STS UNKNOWN: ${clean(error.diagnostics[0]?.message ?? 'no reason is known')}`;
}
