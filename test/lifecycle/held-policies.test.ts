// Until when a sender may hold what was served once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPolicy } from '../../src/formats/mta-sts/format-policy.ts';
import { policyId } from '../../src/formats/mta-sts/policy-id.ts';
import { heldPolicies } from '../../src/lifecycle/held-policies.ts';
import { waitExpiry } from '../../src/lifecycle/wait-expiry.ts';
import type { LedgerEvent } from '../../src/model/ledger.ts';

const DAY = 86_400;
const A = formatPolicy({ mode: 'enforce', mx: ['a.example.com'], maxAgeSeconds: 10 * DAY });
const B = formatPolicy({ mode: 'none', mx: [], maxAgeSeconds: DAY });
const day = (count: number) => new Date(count * DAY * 1000);
const base = (at: number) => ({ at: day(at), domain: 'example.com' });
const served = (at: number, policy: string): LedgerEvent => ({ ...base(at), event: 'served', policy });
const record = (at: number, id: string | null, ttlSeconds = 300): LedgerEvent => ({ ...base(at), event: 'record', id, ttlSeconds });

/** Days: [offered until, until] of policy A. */
function heldAt(now: number, ...events: readonly LedgerEvent[]): readonly (number | null)[] | null {
  const found = heldPolicies(events, day(now)).find(({ text }) => text === A);
  const days = (at: Date) => at.getTime() / 1000 / DAY;
  return found === undefined ? null : [found.offeredUntil === null ? null : days(found.offeredUntil), days(found.until)];
}

const [ID_A, ID_B] = [policyId(A), policyId(B)];
const CASES: readonly (readonly [string, number, readonly LedgerEvent[], readonly (number | null)[] | null])[] = [
  ['still served: from now on', 5, [served(1, A), record(1, ID_A)], [null, 15]],
  ['replaced, the id too: a day for caches, then its max_age', 6, [served(1, A), record(1, ID_A), served(5, B), record(5, ID_B)], [6, 16]],
  ['expired', 16, [served(1, A), record(1, ID_A), served(5, B), record(5, ID_B)], null],
  ['a TTL of a week', 6, [served(1, A), record(1, ID_A, 7 * DAY), served(5, B), record(5, ID_B)], [12, 22]],
  ['the old id is still shown: some senders go on with what they have', 9, [served(1, A), record(1, ID_A), served(5, B)], [null, 19]],
  ['the new id was shown before its policy: taken together with the old one', 9, [served(1, A), record(1, ID_A), record(4, ID_B), served(5, B)], [null, 19]],
  ['nobody has ever looked at the record', 9, [served(1, A), served(5, B)], [null, 19]],
  ['what the record was before the first look is not known', 9, [served(1, A), served(5, B), record(7, ID_B)], [8, 18]],
  ['served again, as after a rollback', 9, [served(1, A), record(1, ID_A), served(5, B), record(5, ID_B), served(6, A), record(6, ID_A)], [null, 19]],
  ['gone, and its record', 9, [served(1, A), record(1, ID_A), { ...base(5), event: 'gone' }, record(5, null)], [6, 16]],
];
for (const [title, now, events, expected] of CASES) test(title, () => assert.deepEqual(heldAt(now, ...events), expected));

test('an id that was early never leaves by waiting: that is said, with the way out', () => {
  const events = [served(1, A), record(1, ID_A), record(4, ID_B), served(5, B)];
  const policy = { mode: 'none', mx: [], maxAgeSeconds: DAY } as const;
  const sighting = { ...base(9), served: B, record: { id: ID_B, ttlSeconds: 300 }, mx: null };
  const wait = waitExpiry(heldPolicies(events, day(9)).filter(({ text }) => text === A), 'x', { domain: 'example.com', wanted: { policy, text: B, id: ID_B }, sighting, events, now: day(9) });
  assert.equal(wait?.kind, 'refuse');
  assert.match(wait?.todo ?? '', /max_age by a second/);
});
