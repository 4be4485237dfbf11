// Who counts as evidence for enforce: what is proved before what is not, and one signer once whatever names he writes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StoredReport, TrustResult } from '../../src/model/tls-report.ts';
import { parseTlsReport } from '../../src/formats/tls-report/parse-tls-report.ts';
import { gatherEvidence, type Window } from '../../src/reports/gate/gate-evidence.ts';
import { judgeGate } from '../../src/reports/gate/judge-gate.ts';
import { FROM_FILE } from '../../src/reports/trust/verify-signature.ts';
import { detail, reportJson, type ReportOptions } from '../support/reports.ts';

const WINDOW: Window = { domain: 'example.com', mx: ['mail.example.com'], from: '2026-11-22', to: '2026-11-22', requireDkim: false };

function stored(organization: string, result: TrustResult, signer: string | null, options: ReportOptions = {}): StoredReport {
  const parsed = parseTlsReport(JSON.stringify(reportJson({ organization, ...options })));
  assert.ok(parsed.ok);
  return { ...parsed.report, id: '0', received: '', trust: { ...FROM_FILE, result, domain: signer }, replaces: [], raw: [0, 0] };
}

function verdict(reports: readonly StoredReport[], change: Partial<Window> = {}) {
  const { conditions, organizations } = judgeGate(gatherEvidence(reports, { ...WINDOW, ...change }), { days: 1, organizations: 2 });
  const of = (name: string) => conditions.find((each) => each.name === name);
  return { organizations, message: of('organizations')?.message ?? '', missing: conditions.filter(({ isMet }) => !isMet).map(({ name }) => name) };
}

test('one signer is one organization, whatever names he writes and whatever domains he has below his own', () => {
  const names = ['a', 'b', 'c'].flatMap((each) => [stored(each, 'verified', 'evil.example'), stored(each, 'verified', `${each}.evil.example`)]);
  assert.deepEqual(verdict(names).organizations, { count: 1, verified: 1 });
  assert.deepEqual(verdict([...names, stored('Google Inc.', 'verified', 'google.com')]).missing, []);
});

test('beside a report that is proved, those that are not witness no day and no organization, and their failures still count', () => {
  const made = ['a', 'b', 'c'].map((each) => stored(each, 'unverified', null));
  const told = verdict([stored('Google Inc.', 'verified', 'google.com'), ...made]);
  assert.deepEqual([told.organizations, told.missing], [{ count: 1, verified: 1 }, ['organizations']]);
  assert.match(told.message, /^1 organization delivered over verified TLS, 2 needed, 1 proved by signature \(Google Inc\. by google\.com\); 3 reports without proof count for their failures alone$/);
  const failing = stored('a', 'unverified', null, { failed: 1, details: [detail('certificate-expired')] });
  assert.deepEqual(verdict([stored('G', 'verified', 'google.com'), stored('M', 'verified', 'microsoft.com'), failing]).missing, ['no-failures']);
});

test('where nothing is proved names are all there is, and the verdict says so; with require_dkim they are nothing', () => {
  const made = ['a', 'A', 'b'].map((each) => stored(each, 'unverified', null));
  assert.deepEqual([verdict(made).organizations, verdict(made).missing], [{ count: 2, verified: 0 }, []]);
  assert.match(verdict(made).message, /none proved by signature/);
  assert.deepEqual(verdict(made, { requireDkim: true }).missing, ['days-in-testing', 'no-gap', 'organizations']);
  assert.deepEqual(verdict(['a', 'b'].map((each) => stored(each, 'failed', 'google.com'))).organizations, { count: 0, verified: 0 });
});
