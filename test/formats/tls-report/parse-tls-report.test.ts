// Reports as senders send them: test/formats/tls-report/SENDER.json and what is read, SENDER.ok. UPDATE=1 rewrites.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseTlsReport } from '../../../src/formats/tls-report/parse-tls-report.ts';
import type { TlsReport } from '../../../src/model/tls-report.ts';
import { reportJson, type Members } from '../../support/reports.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const senders = readdirSync(FOLDER).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));

for (const sender of senders) {
  test(`a report shaped like ${sender}'s is read, and what it lacks is noted`, () => {
    const parsed = parseTlsReport(readFileSync(`${FOLDER}${sender}.json`, 'utf8'));
    const shown = `${JSON.stringify(parsed, null, 2)}\n`;
    const file = `${FOLDER}${sender}.ok`;
    if (process.env['UPDATE'] === '1') writeFileSync(file, shown);
    assert.equal(shown, existsSync(file) ? readFileSync(file, 'utf8') : null);
  });
}

function good(change: (report: Members) => void): TlsReport {
  const report = reportJson();
  change(report);
  const parsed = parseTlsReport(JSON.stringify(report));
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.problem);
  return parsed.report;
}

function bad(change: (report: Members) => void): string {
  const report = reportJson();
  change(report);
  const parsed = parseTlsReport(JSON.stringify(report));
  assert.ok(!parsed.ok);
  return parsed.problem;
}

const policyOf = (report: Members) => report['policies'][0] as Members;
const range = (start: unknown, end: unknown = '2026-11-22T23:59:59Z') => (report: Members) => void (report['date-range'] = { 'start-datetime': start, 'end-datetime': end });

test('dates: every spelling that is met, always as UTC', () => {
  for (const [written, read, noted] of [
    ['2026-11-22T00:00:00Z', '2026-11-22T00:00:00Z', []],
    ['2026-11-22T00:00:00', '2026-11-22T00:00:00Z', ['date-without-time-zone']],
    ['2026-11-22 01:02:03', '2026-11-22T01:02:03Z', ['date-without-time-zone']],
    ['2026-11-22', '2026-11-22T00:00:00Z', ['date-without-time-zone']],
    ['2026-11-22T02:00:00+02:00', '2026-11-22T00:00:00Z', ['date-spelling']],
    ['2026-11-21T19:00:00-0500', '2026-11-22T00:00:00Z', ['date-spelling']],
    ['2026-11-22T00:00:00.123z', '2026-11-22T00:00:00Z', ['date-spelling']],
  ] as const) {
    const report = good(range(written));
    assert.deepEqual([report.start, report.tolerated, report.day], [read, noted, '2026-11-22'], written);
  }
});

test('dates that are none, or no day', () => {
  for (const written of ['2026-13-01T00:00:00Z', '2026-02-30T00:00:00Z', '2026-11-22T25:00:00Z', 'yesterday', '', 5, null, '1999-01-01T00:00:00Z', '2026-11-22T00:00:00Z'.padEnd(80, ' ')]) assert.match(bad(range(written)), /start-datetime is (?:no date|missing)/, String(written));
  assert.match(bad(range('2026-11-23T00:00:00Z', '2026-11-22T00:00:00Z')), /ends before it starts/);
  assert.match(bad(range('2026-01-01T00:00:00Z', '2026-11-22T00:00:00Z')), /more than 32 days/);
});

test('counts: whole numbers, as text too; nothing else', () => {
  const summary = (value: unknown) => (report: Members) => void (policyOf(report)['summary'] = { 'total-successful-session-count': value, 'total-failure-session-count': 0 });
  assert.equal(good(summary(7)).policies[0]?.successful, 7);
  assert.deepEqual(good(summary(' 7 ')).tolerated, ['count-as-text']);
  assert.deepEqual(good(summary(null)).tolerated, ['count-missing']);
  for (const value of [-1, 1.5, 2 ** 60, '1e9', 'many', '-1', true, {}, []]) assert.match(bad(summary(value)), /total-successful-session-count is/, String(value));
});

test('a policy without domain, type or summary says which', () => {
  assert.match(bad((report) => void delete (policyOf(report)['policy'] as Members)['policy-domain']), /policy-domain is missing/);
  assert.match(bad((report) => void ((policyOf(report)['policy'] as Members)['policy-domain'] = 'not a domain')), /policy-domain is no domain/);
  assert.match(bad((report) => void delete (policyOf(report)['policy'] as Members)['policy-type']), /policy-type is missing/);
  assert.match(bad((report) => void delete policyOf(report)['summary']), /no summary/);
  assert.match(bad((report) => void (report['policies'] = [])), /no policies/);
  assert.match(bad((report) => void (report['policies'] = Array(101).fill(policyOf(report)))), /more than 100 policies/);
});

test('a detail of more failures than its policy has is noted, whichever it is; as many are right', () => {
  const tolerated = (failed: number, ...sessions: number[]) => good((report) => {
    const policy = policyOf(report);
    policy['summary'] = { 'total-successful-session-count': 9, 'total-failure-session-count': failed };
    policy['failure-details'] = sessions.map((count, index) => ({ 'result-type': 'certificate-expired', 'sending-mta-ip': `192.0.2.${index + 1}`, 'failed-session-count': count }));
  }).tolerated;
  assert.deepEqual([tolerated(3, 3), tolerated(3, 1, 2), tolerated(0)], [[], [], []]);
  for (const sessions of [[4], [1, 4], [4, 1]]) assert.deepEqual(tolerated(3, ...sessions), ['summary-exceeded'], sessions.join());
});

test('details beyond a thousand are merged by type, and no session is lost', () => {
  const detail = (type: string) => ({ 'result-type': type, 'sending-mta-ip': '192.0.2.1', 'failed-session-count': 1 });
  const report = good((each) => void (policyOf(each)['failure-details'] = Array.from({ length: 5000 }, (_, index) => detail(index % 2 === 0 ? 'certificate-expired' : 'validation-failure'))));
  const details = report.policies[0]?.details ?? [];
  assert.equal(details.length, 1002);
  assert.equal(details.reduce((sum, { sessions }) => sum + sessions, 0), 5000);
  assert.ok(report.tolerated.includes('details-merged'));
});

test('a hundred thousand result types of its own end as a hundred and "other"', () => {
  const report = good((each) => void (policyOf(each)['failure-details'] = Array.from({ length: 100_000 }, (_, index) => ({ 'result-type': `x-${index}`, 'failed-session-count': 1 }))));
  assert.equal(report.policies[0]?.details.length, 1000 + 101);
});

test('control characters, direction marks and lone surrogates don\'t get in', () => {
  const report = good((each) => void (each['organization-name'] = 'Goo\u001b[31mgle\u202e\ud800 \u009b Inc.\n'));
  assert.equal(report.organization, 'Goo\ufffd[31mgle\ufffd\ufffd \ufffd Inc.');
  assert.deepEqual(report.tolerated, ['cleaned-text']);
  assert.equal(good((each) => void (each['organization-name'] = 'x'.repeat(5000))).organization.length, 256);
});

test('names of Object.prototype are names, and change nothing', () => {
  const text = JSON.stringify(reportJson()).replace('{', '{"__proto__":{"organization-name":"polluted","polluted":true},"constructor":{"prototype":{"polluted":true}},');
  const parsed = parseTlsReport(text);
  assert.ok(parsed.ok);
  assert.equal(parsed.report.organization, 'Google Inc.');
  assert.equal(({} as Members)['polluted'], undefined);
  const inherited = parseTlsReport(`{"__proto__":${JSON.stringify(reportJson())}}`);
  assert.deepEqual(inherited, { ok: false, problem: 'has no date-range (RFC 8460 4.4)' });
});

test('nesting, brackets without end and sizes stop before JSON.parse pays for them', () => {
  assert.deepEqual(parseTlsReport('['.repeat(5_000_000)), { ok: false, problem: 'is nested deeper than 16 levels' });
  assert.deepEqual(parseTlsReport(`{"a":[${'[],'.repeat(3_000_000)}[]]}`), { ok: false, problem: 'holds more than 1000000 lists and objects' });
  assert.deepEqual(parseTlsReport(' '.repeat(17 * 1024 * 1024)), { ok: false, problem: 'is larger than 16777216 bytes' });
  assert.deepEqual(parseTlsReport(`{"a":"${'\\"['.repeat(100_000)}"}`), { ok: false, problem: 'has no date-range (RFC 8460 4.4)' });
  assert.deepEqual(parseTlsReport('{"a":"'.padEnd(100_000, '\\')), { ok: false, problem: 'is no JSON' });
});
