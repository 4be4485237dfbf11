// What other hosts say, and what earlier runs have left.
import assert from 'node:assert/strict';
import { checkPlan } from '../../../src/formats/plan/check-plan.ts';
import { formatPlan, parsePlan } from '../../../src/formats/plan/plan-json.ts';
import { formatRenewals, parseRenewals } from '../../../src/formats/renewals/renewals-file.ts';
import { parseLeaf } from '../../../src/formats/certificate/leaf.ts';
import { HostError, type Probe } from '../../../src/model/host.ts';
import { readFrame } from '../../../src/transport/read-frame.ts';
import { readAnswers } from '../../../src/transport/remote-answers.ts';
import { samplePlan } from '../../support/sample-plan.ts';
import { ReplyReader } from '../../../src/check/smtp/smtp-lines.ts';
import type { Target } from '../target.ts';

const PROBES: readonly Probe[] = [
  { kind: 'stat', path: '/a' },
  { kind: 'file', path: '/b', maxBytes: 1000 },
  { kind: 'public-key', path: '/c' },
  { kind: 'run', argv: ['/bin/true'] },
  { kind: 'addresses' },
  { kind: 'resolve', name: 'egress' },
];
const NONCE = 'N';

/** Whatever the other side says, it is an answer or a HostError. */
function heard(said: Buffer): void {
  try {
    const records = readFrame(said, NONCE);
    assert.equal(readAnswers(PROBES, records, records).length, PROBES.length);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
  }
}

export const PEERS: readonly Target[] = [
  {
    name: 'ssh answer',
    seeds: ['\nN stats 0 1\no100644 0 0 12\nx81a4 0 0 12\n\nN file 1 12\nhello world!\nN none 2 ENOENT\n\nN out 3 0\n\nN exit 3 0\n\nN out 4\ninet 127.0.0.1\n\nN out 5\n203.0.113.1\n\nN end\n'],
    check: heard,
  },
  {
    name: 'SMTP reply',
    seeds: ['220 mx.example.org ESMTP\r\n250-mx\r\n250-STARTTLS\r\n250 8BITMIME\r\n', '250-a\n250 b\n'],
    check: (bytes) => {
      let heardLast = false;
      const reader = new ReplyReader((reply) => {
        assert.ok(!heardLast, 'nothing is told after what is no SMTP');
        heardLast = reply === 'unreadable';
      });
      for (let at = 0; at < bytes.length; at += 7) reader.push(bytes.subarray(at, at + 7));
    },
  },
  {
    name: 'saved plan',
    seeds: [formatPlan(samplePlan(true)), formatPlan(samplePlan(false)), '{"version":1,"steps":[{"kind":"write-file","path":"/a","content":"x"}]}', '{"content":{"base64":"AAAA"},"__proto__":{"polluted":1}}'],
    check: (bytes) => {
      const parsed = parsePlan(bytes.toString('utf8'));
      assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
      if (!parsed.ok) return assert.ok(parsed.message.length > 0, 'what is refused is explained');
      assert.deepEqual(parsePlan(formatPlan(parsed.value)), parsed);
      checkPlan(JSON.parse(JSON.stringify(parsed.value)));
    },
  },
  {
    name: 'renewal states',
    seeds: ['mta-sts.example.org 2026-11-24T00:00:00Z renewed 2027-02-22T00:00:00Z\n'],
    check: (bytes) => {
      const states = parseRenewals(bytes.toString('latin1'));
      // Sorted when they are written.
      const text = formatRenewals(states);
      assert.equal(formatRenewals(parseRenewals(text)), text);
    },
  },
  { name: 'certificate', seeds: ['-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'], check: (bytes) => void parseLeaf(bytes.toString('latin1')) },
];
