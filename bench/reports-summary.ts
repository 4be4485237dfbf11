// reports summary over a store of a million reports of 400 days: first look, and from the daily sums; time and memory of the whole process.
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { formatStored } from '../src/formats/tls-report/stored-line.ts';
import { parseTlsReport } from '../src/formats/tls-report/parse-tls-report.ts';
import { directoryOf } from '../src/reports/store/layout.ts';
import { FROM_FILE } from '../src/reports/trust/verify-signature.ts';
import { detail, reportJson } from '../test/support/reports.ts';
import { print } from './_measure.ts';

const COUNT = Number(process.env['COUNT'] ?? 1_000_000);
const DAYS = 400;
const DAY_MS = 86_400_000;
const LAST = Date.now() - 2 * DAY_MS;
const root = mkdtempSync(`${tmpdir()}/stsctl-bench-`);
process.on('exit', () => rmSync(root, { recursive: true, force: true }));
const store = directoryOf(root);
mkdirSync(store, { recursive: true });
mkdirSync(`${root}/etc`);
writeFileSync(`${root}/etc/stsctl.conf`, '[domain example.com]\nmx[] = mail.example.com\n');

for (let day = 0; day < DAYS; day += 1) appendFileSync(`${store}/${dayText(day).slice(0, 7)}.ndjson`, linesOf(day));

function dayText(index: number): string {
  return new Date(LAST - index * DAY_MS).toISOString().slice(0, 10);
}

function linesOf(day: number): string {
  const lines: string[] = [];
  for (let index = 0; index < COUNT / DAYS; index += 1) {
    const failed = index % 10 === 0 ? 2 : 0;
    const parsed = parseTlsReport(JSON.stringify(reportJson({ day: dayText(day), organization: `Sender ${index % 40}`, id: `${day}.${index}`, successful: index % 97, failed, details: failed > 0 ? [detail('certificate-expired', 2)] : [] })));
    if (!parsed.ok) throw new Error(parsed.problem);
    lines.push(formatStored({ ...parsed.report, id: index.toString(16).padStart(16, '0'), received: '2026-11-24T10:00:00Z', trust: FROM_FILE, replaces: [], raw: [0, 0] }));
  }
  return `${lines.join('\n')}\n`;
}

/** Wall-clock milliseconds, those of a processor, and peak memory of the command. */
function run(...argv: string[]): { milliseconds: number; cpu: number; megabytes: number; reports: number } {
  const code = `process.argv.splice(1, 1, 'bin/stsctl'); process.on('exit', () => { const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage(); console.error(maxRSS + ' ' + (userCPUTime + systemCPUTime)); }); await import('${new URL('../bin/stsctl', import.meta.url).href}')`;
  const before = performance.now();
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code, '-', '--root', root, 'reports', 'summary', '--json', ...argv], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const milliseconds = performance.now() - before;
  const [kilobytes = 0, microseconds = 0] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return { milliseconds, cpu: microseconds / 1000, megabytes: kilobytes / 1024, reports: (JSON.parse(stdout) as { reports: number }).reports };
}

const cold = run();
if (cold.reports !== COUNT) throw new Error(`${cold.reports} reports`);
const warm = Array.from({ length: 10 }, () => run('--days', '30')).sort((a, b) => a.milliseconds - b.milliseconds)[5];
const whole = Array.from({ length: 5 }, () => run()).sort((a, b) => a.milliseconds - b.milliseconds)[2];
print({ name: 'reports-summary/cold', value: cold.milliseconds / 1000, unit: `s, ${COUNT} reports, no daily sums yet` });
print({ name: 'reports-summary/cold-memory', value: cold.megabytes, unit: 'MB at most', goal: '< 150', met: cold.megabytes < 150 });
print({ name: 'reports-summary/30-days', value: (warm?.milliseconds ?? 0) / 1000, unit: `s, whole process (${Math.round(warm?.cpu ?? 0)} ms user and system)`, goal: '< 0.5', met: (warm?.milliseconds ?? 1e9) < 500 });
print({ name: 'reports-summary/all-days', value: (whole?.milliseconds ?? 0) / 1000, unit: 's, whole process' });
