// stsctl reports show: one report in words, its failures with their likely cause and the command that looks into them.
import { explain } from '../formats/tls-report/result-types.ts';
import type { FailureDetail, ReportedPolicy, StoredReport } from '../model/tls-report.ts';
import { Failure } from '../model/failure.ts';
import { monthFile, monthsIn } from '../reports/store/layout.ts';
import { readStored } from '../reports/store/read-stored.ts';
import type { CommandContext } from './command-context.ts';
import { escapeLine } from './escape-text.ts';
import { grouped } from './format-table.ts';
import { readingStore } from './reports-selection.ts';
import type { Terminal } from './terminal.ts';

export async function commandReportsShow(context: CommandContext): Promise<number> {
  const { terminal, options, operands } = context;
  const found = readingStore(context, (directory) => reportNamed(directory, (operands[0] ?? '').toLowerCase()));
  if (options.json) terminal.out(JSON.stringify({ version: 1, report: found.report, file: found.file }, null, 2));
  else printReport(terminal, found.report, found.file);
  return 0;
}

interface Found {
  readonly report: StoredReport;
  /** Of the line; the raw report is beside it. */
  readonly file: string;
}

/** The id, or as much of its beginning as tells it from the others. */
function reportNamed(directory: string, id: string): Found {
  if (!/^[0-9a-f]{4,16}$/.test(id)) throw failure('usage', 'an id has 4 to 16 hexadecimal digits');
  const found: Found[] = [];
  for (const month of monthsIn(directory)) {
    for (const { report } of readStored(directory, month)) if (report.id.startsWith(id)) found.push({ report, file: monthFile(directory, month, 'ndjson') });
  }
  if (found.length > 1) throw failure('reports-unknown', `${found.length} reports have an id that begins with ${id}: ${found.slice(0, 5).map(({ report }) => report.id).join(', ')}`);
  return found[0] ?? fail(failure('reports-unknown', `there is no report ${id}`));
}

function fail(failed: Failure): never {
  throw failed;
}

function failure(code: 'usage' | 'reports-unknown', message: string): Failure {
  return new Failure([{ code, message, unchanged: 'everything', next: 'see the ids: stsctl reports list' }]);
}

function printReport(terminal: Terminal, report: StoredReport, file: string): void {
  const { trust, raw } = report;
  const facts: [string, string | null][] = [
    ['id', report.id],
    ['organization', report.organization],
    ['contact', report.contact],
    ['report-id', report.reportId],
    ['range', `${report.start} to ${report.end}`],
    ['received', report.received],
    ['signature', `${trust.result}${trust.domain === null ? '' : ` (${trust.domain}${trust.service === null ? '' : `, s=${trust.service}`})`}${trust.why === null ? '' : `: ${trust.why}`}`],
    ['tolerated', report.tolerated.length === 0 ? null : report.tolerated.join(', ')],
    ['as it came', `tail -c +${raw[0] + 1} ${file.replace(/ndjson$/, 'raw.gz')} | head -c ${raw[1]} | gunzip`],
  ];
  for (const [name, value] of facts) if (value !== null) terminal.out(`${`${name}:`.padEnd(14)} ${escapeLine(value)}`);
  for (const policy of report.policies) printPolicy(terminal, policy);
}

function printPolicy(terminal: Terminal, { domain, type, successful, failed, strings, details }: ReportedPolicy): void {
  const tone = failed > 0 ? 'red' : 'green';
  terminal.out(`\n${terminal.paint('bold', escapeLine(domain))} ${escapeLine(type)}: ${grouped(successful)} ${successful === 1 ? 'session' : 'sessions'} ok, ${terminal.paint(tone, `${grouped(failed)} failed`)}`);
  if (strings.length > 0) terminal.out(`  policy: ${escapeLine(strings.join('; '))}`);
  const types = [...new Set(details.map((each) => each.type))];
  for (const each of types) printType(terminal, each, details.filter((detail) => detail.type === each), domain);
}

function printType(terminal: Terminal, type: string, details: readonly FailureDetail[], domain: string): void {
  const { cause, check } = explain(type, domain);
  terminal.out(`  ${escapeLine(type)}: ${escapeLine(cause)}`);
  for (const detail of details) terminal.out(`    ${escapeLine(detailText(detail))}`);
  terminal.out(`    look into it: ${check}`);
}

function detailText({ sessions, mx, receivingIp, sendingIp, helo, reason, information }: FailureDetail): string {
  const route = [sendingIp === undefined ? '' : `from ${sendingIp}`, mx === undefined ? '' : `to ${mx}`, receivingIp === undefined ? '' : `(${receivingIp})`, helo === undefined || helo === mx ? '' : `helo ${helo}`];
  const words = [reason, information].filter((each) => each !== undefined);
  return [grouped(sessions), ...route.filter((part) => part !== ''), words.length > 0 ? `- ${words.join('; ')}` : ''].join(' ').trimEnd();
}
