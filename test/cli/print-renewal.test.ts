// What the report of a renewal says, and what it says once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printRenewal, type ToldOutcome } from '../../src/cli/print-renewal.ts';
import { formatStep } from '../../src/cli/format-step.ts';
import { openTerminal } from '../../src/cli/terminal.ts';
import type { Finding } from '../../src/model/finding.ts';
import { MemoryHost } from '../support/memory-host.ts';

const QUIET: ToldOutcome = { reports: [], missing: [], loaded: { reload: 'needless', troubles: [], unloadable: [], missed: [], before: [], noteTrouble: null }, findings: [], stateTrouble: null, notTried: [], doubts: [] };

function report(changes: Partial<ToldOutcome>): string {
  let said = '';
  const stream = { write: (text: string | Uint8Array) => void (said += String(text)) };
  const terminal = openTerminal({ stdout: stream, stderr: stream, environment: {}, isQuiet: false, isVerbose: false });
  printRenewal(terminal, { ...QUIET, ...changes }, new MemoryHost({}, () => ({})));
  return said;
}

const finding = (domain: string, changes: Partial<Finding> = {}): Finding => ({ code: 'policy-unreachable', severity: 'error', domain, where: '127.0.0.1:443', message: 'no connection: ECONNREFUSED', clause: 'RFC 8461 3.3', next: 'rcctl check httpd', ...changes });

test('an interrupted run names what it did not come to', () => {
  assert.match(report({ notTried: ['mta-sts.a.example', 'mta-sts.b.example'] }), /: interrupted; 2 of 2 certificates not tried\n\ninterrupted: 2 of 2 certificates were not tried: mta-sts\.a\.example, mta-sts\.b\.example\n {2}next: stsctl renew\n/);
});

test('what is so of many domains is one block', () => {
  const domains = Array.from({ length: 100 }, (_, index) => `d${index}.example`);
  const said = report({ findings: [...domains.map((domain) => finding(domain)), finding('x.example', { code: 'policy-tls', message: 'no TLS session for mta-sts.x.example: x' })] });
  assert.equal(said.match(/next: /g)?.length, 2);
  assert.match(said, /^d0\.example, .*, d9\.example and 90 more: 127\.0\.0\.1:443: no connection: ECONNREFUSED$/m);
});

test('what follows from httpd.conf, or from a reload that failed, is not told again', () => {
  const doubt = { code: 'httpd-conf-broken', place: { file: '/etc/httpd.conf' }, message: 'is not there', unchanged: '', next: 'stsctl apply' } as const;
  assert.doesNotMatch(report({ doubts: [doubt], findings: [finding('a.example')] }), /no connection/);
  const loaded = { ...QUIET.loaded, reload: 'failed', troubles: [{ what: 'rcctl reload httpd: exit 1', next: 'x' }] } as const;
  assert.doesNotMatch(report({ loaded, findings: [finding('a.example', { code: 'policy-certificate-old', message: 'old' })] }), /: old/);
});

test('a file that was set aside is put back, not set aside again', () => {
  const step = { kind: 'move-file', handle: 'h', size: 1, reason: 'r' } as const;
  assert.equal(formatStep({ ...step, from: '/etc/ssl/a.pem', to: '/etc/ssl/a.pem.20261124T101500Z' }), 'set aside /etc/ssl/a.pem as /etc/ssl/a.pem.20261124T101500Z');
  assert.equal(formatStep({ ...step, from: '/etc/ssl/a.pem.20261124T101500Z', to: '/etc/ssl/a.pem' }), 'put /etc/ssl/a.pem.20261124T101500Z back as /etc/ssl/a.pem');
});
