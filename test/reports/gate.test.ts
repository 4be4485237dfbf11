// Who counts as evidence for enforce: what is proved before what is not, and one signer once whatever names he writes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StoredReport, TrustResult } from '../../src/model/tls-report.ts';
import { parseTlsReport } from '../../src/formats/tls-report/parse-tls-report.ts';
import { gatherEvidence, type Window } from '../../src/reports/gate/gate-evidence.ts';
import { judgeGate } from '../../src/reports/gate/judge-gate.ts';
import { FROM_FILE } from '../../src/reports/trust/verify-signature.ts';
import { detail, reportJson, type ReportOptions } from '../support/reports.ts';

const WINDOW: Window = { domain: 'example.com', mx: ['mail.example.com'], from: '2026-11-22', to: '2026-11-22', countUnproved: false };

function stored(organization: string, result: TrustResult, signer: string | null, options: ReportOptions = {}): StoredReport {
  const parsed = parseTlsReport(JSON.stringify(reportJson({ organization, ...options })));
  assert.ok(parsed.ok);
  return { ...parsed.report, id: '0', received: '', trust: { ...FROM_FILE, result, domain: signer }, replaces: [], raw: [0, 0] };
}

function verdict(reports: readonly StoredReport[], change: Partial<Window> = {}) {
  const { conditions, organizations } = judgeGate(gatherEvidence(reports, { ...WINDOW, ...change }), { days: 1, organizations: 2 });
  const of = (name: string) => conditions.find((each) => each.name === name);
  return { organizations, message: of('organizations')?.message ?? '', next: conditions.flatMap(({ next }) => next ?? []), failures: of('no-failures'), missing: conditions.filter(({ isMet }) => !isMet).map(({ name }) => name) };
}

test('one signer is one organization, whatever names he writes and whatever domains he has below his own', () => {
  const names = ['a', 'b', 'c'].flatMap((each) => [stored(each, 'verified', 'evil.example'), stored(each, 'verified', `${each}.evil.example`)]);
  assert.deepEqual(verdict(names).organizations, { count: 1, verified: 1 });
  assert.deepEqual(verdict([...names, stored('Google Inc.', 'verified', 'google.com')]).missing, []);
});

test('reports that nothing proves witness no day and no organization, with or without one that is proved, and their failures still count', () => {
  const made = ['a', 'b', 'c'].map((each) => stored(each, 'unverified', null));
  const alone = verdict(made);
  assert.deepEqual([alone.organizations, alone.missing], [{ count: 0, verified: 0 }, ['days-in-testing', 'no-gap', 'organizations']]);
  assert.equal(alone.next.length, 1, 'what to do is said once');
  assert.match(alone.next[0] ?? '', /^hand report mails over as they came.*count_unproved = yes in \[reports\]/);
  const told = verdict([stored('Google Inc.', 'verified', 'google.com'), ...made]);
  assert.deepEqual([told.organizations, told.missing], [{ count: 1, verified: 1 }, ['organizations']]);
  assert.match(told.message, /^1 of 2 organizations .*, 1 proved by signature \(Google Inc\. by google\.com\); 3 reports without proof count for their failures alone$/);
});

test('failures of reports that nothing proves hold enforce back, and it is said how to be rid of made-up ones', () => {
  const failing = stored('a', 'unverified', null, { failed: 1, details: [detail('certificate-expired')] });
  const proved = [stored('G', 'verified', 'google.com'), stored('M', 'verified', 'microsoft.com')];
  const told = verdict([...proved, failing]);
  assert.deepEqual(told.missing, ['no-failures']);
  assert.match(told.failures?.message ?? '', /in reports that no signature proves\)$/);
  assert.match(told.failures?.next ?? '', /require_dkim = yes in \[reports\] refuses such mails/);
  const both = verdict([...proved, failing, stored('G', 'verified', 'google.com', { failed: 1, details: [detail('certificate-expired')] })]);
  assert.doesNotMatch(`${both.failures?.message} ${both.failures?.next}`, /no signature proves|require_dkim/);
});

test('with count_unproved names count beside signers, a sender once whether proved or not, and the verdict says which is which', () => {
  const made = ['a', 'A', 'b'].map((each) => stored(each, 'unverified', null));
  const asked = { countUnproved: true };
  assert.deepEqual([verdict(made, asked).organizations, verdict(made, asked).missing], [{ count: 2, verified: 0 }, []]);
  assert.match(verdict(made, asked).message, /0 proved by signature, 2 by name alone \(A, b\)$/);
  const mixed = [stored('Google Inc.', 'verified', 'google.com'), stored('google inc.', 'unverified', null)];
  assert.deepEqual(verdict(mixed, asked).organizations, { count: 1, verified: 1 });
  assert.deepEqual(verdict(['a', 'b'].map((each) => stored(each, 'failed', 'google.com')), asked).organizations, { count: 0, verified: 0 });
});
