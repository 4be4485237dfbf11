// What holds for every text: the reader never throws, lets nothing escape, and what it lets in can be stored and read back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseTlsReport } from '../../../src/formats/tls-report/parse-tls-report.ts';
import { policyKey } from '../../../src/formats/tls-report/policy-key.ts';
import { formatStored, parseStored, withoutEnd } from '../../../src/formats/tls-report/stored-line.ts';
import { detail, reportJson, type Members } from '../../support/reports.ts';

const KEYS = ['organization-name', 'date-range', 'start-datetime', 'end-datetime', 'contact-info', 'report-id', 'policies', 'policy', 'policy-type', 'policy-string', 'policy-domain', 'mx-host', 'summary', 'total-successful-session-count', 'total-failure-session-count', 'failure-details', 'result-type', 'failed-session-count', '__proto__', 'constructor', 'toString'];
const odd = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.constantFrom('', ' ', '\u0000', '\u202e', '\ud800', '2026-11-22', '1e400', '__proto__', 'example.com'), fc.double(), fc.boolean(), fc.constant(null));
const anything = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, odd, fc.array(tie('value'), { maxLength: 3 }), fc.array(fc.tuple(fc.constantFrom(...KEYS), tie('value')), { maxLength: 6 }).map((entries) => Object.fromEntries(entries))),
})).value;

/** Paths into a good report, each to be replaced by anything. */
const PATHS: readonly (readonly (string | number)[])[] = [
  ['organization-name'], ['contact-info'], ['report-id'], ['date-range'], ['date-range', 'start-datetime'], ['policies'], ['policies', 0], ['policies', 0, 'policy'], ['policies', 0, 'policy', 'policy-type'], ['policies', 0, 'policy', 'policy-string'],
  ['policies', 0, 'policy', 'policy-domain'], ['policies', 0, 'policy', 'mx-host'], ['policies', 0, 'summary'], ['policies', 0, 'summary', 'total-failure-session-count'], ['policies', 0, 'failure-details'], ['policies', 0, 'failure-details', 0], ['policies', 0, 'failure-details', 0, 'result-type'],
  ['policies', 0, 'failure-details', 0, 'failed-session-count'], ['policies', 0, 'failure-details', 0, 'receiving-mx-hostname'], ['policies', 0, 'failure-details', 0, 'additional-information'],
];

const changed = fc.array(fc.tuple(fc.constantFrom(...PATHS), anything), { maxLength: 3 }).map((changes) => {
  const report = reportJson({ failed: 2, details: [detail('certificate-expired', 2)] });
  for (const [path, value] of changes) replace(report, path, structuredClone(value));
  return JSON.stringify(report);
});

function replace(report: Members, path: readonly (string | number)[], value: unknown): void {
  let at: Members = report;
  for (const step of path.slice(0, -1)) {
    if (typeof at !== 'object' || at === null) return;
    at = at[step as string] as Members;
  }
  if (typeof at === 'object' && at !== null) at[path.at(-1) as string] = value;
}

const TRUST = { result: 'unverified', domain: null, selector: null, service: null, why: 'not signed', isTemporary: false } as const;

test('a report with anything anywhere is read or refused with words, and what is read is bounded, clean and can be stored', () => {
  let read = 0;
  fc.assert(
    fc.property(changed, (text) => {
      const parsed = parseTlsReport(text);
      assert.deepEqual(parseTlsReport(text, /^[\x00-\x7f]*$/.test(text)), parsed);
      if (!parsed.ok) return assert.match(parsed.problem, /^\S.*\S$/);
      read += 1;
      const { report } = parsed;
      const stored = { ...report, id: '0123456789abcdef', received: '2026-11-24T10:00:00Z', trust: TRUST, replaces: [], raw: [0, 1] as const };
      const line = formatStored(stored);
      // What a terminal or a page must not get is in no line, not even escaped.
      assert.doesNotMatch(line, /[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|\\u00|\\ud|\\[bfnrt]/);
      assert.equal(withoutEnd(report, report.policies, stored, parsed.isPlain), withoutEnd(report, report.policies, stored, false));
      const back = parseStored(line);
      assert.deepEqual(back, stored);
      for (const [index, policy] of report.policies.entries()) {
        assert.ok(Number.isSafeInteger(policy.successful) && policy.successful >= 0);
        assert.match(policy.domain, /^[a-z0-9.-]{1,253}$/);
        assert.deepEqual(policyKey(back ?? report, back?.policies[index] ?? policy), policyKey(report, policy));
      }
    }),
    { numRuns: 3000 },
  );
  assert.ok(read > 300, `only ${read} were read: the test proves little`);
});

test('no text at all makes it throw', () => {
  fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), anything.map((value) => JSON.stringify(value) ?? '')), (text) => void parseTlsReport(text)), { numRuns: 2000 });
});
