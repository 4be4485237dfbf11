// What comes next, and what is refused: the shortcuts that lose mail.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPolicy } from '../../src/formats/mta-sts/format-policy.ts';
import { policyId } from '../../src/formats/mta-sts/policy-id.ts';
import type { Next, Situation } from '../../src/lifecycle/situation.ts';
import { unseenEvents } from '../../src/lifecycle/unseen-events.ts';
import { nextRung, notYet, walkMode } from '../../src/lifecycle/walk-mode.ts';
import { walkMxAdd, walkMxRemove } from '../../src/lifecycle/walk-mx.ts';
import { walkRetire } from '../../src/lifecycle/walk-retire.ts';
import type { Policy } from '../../src/model/config.ts';
import type { LedgerEvent, Sighting } from '../../src/model/ledger.ts';

const DAY = 86_400;
const day = (count: number) => new Date(count * DAY * 1000);
const ENFORCE: Policy = { mode: 'enforce', mx: ['mx1.example.com'], maxAgeSeconds: 30 * DAY };
const BOTH = { ...ENFORCE, mx: ['mx1.example.com', 'mx2.example.com'] };

interface Past {
  readonly at: number;
  readonly policy: Policy | null;
  readonly id?: string | null;
  readonly mx?: readonly string[];
}

/** Looked at on each of these days; the last one is now. */
function situation(wanted: Policy, ...past: readonly Past[]): Situation {
  const events: LedgerEvent[] = [];
  let sighting: Sighting = { at: day(0), domain: 'example.com', served: null, record: null, mx: null };
  for (const { at, policy, id, mx } of past) {
    const text = policy === null ? null : formatPolicy(policy);
    sighting = { at: day(at), domain: 'example.com', served: text, record: { id: id === undefined ? (text === null ? null : policyId(text)) : id, ttlSeconds: 300 }, mx: { hosts: mx ?? ['mx1.example.com'], ttlSeconds: 300 } };
    events.push(...unseenEvents(events, sighting));
  }
  const text = formatPolicy(wanted);
  return { domain: 'example.com', wanted: { policy: wanted, text, id: policyId(text) }, sighting, events, now: sighting.at };
}

function told({ kind, until, message, todo }: Next): string {
  return `${kind}${until === null ? '' : ` ${until.getTime() / 1000 / DAY}`}: ${message}; ${todo}`;
}

const LIVE: readonly Past[] = [{ at: 0, policy: ENFORCE }, { at: 50, policy: ENFORCE }];
const BROUGHT: readonly Past[] = [...LIVE, { at: 51, policy: BOTH }];
const RETIRING: Policy = { mode: 'none', mx: ['mx1.example.com'], maxAgeSeconds: DAY };

const CASES: readonly (readonly [string, Next, RegExp])[] = [
  ['nothing served yet', walkMode(situation(ENFORCE, { at: 0, policy: null }), ENFORCE, []), /^look: no policy of example\.com/],
  ['another policy is served', walkMode(situation(BOTH, ...LIVE), BOTH, []), /^apply: /],
  ['the record is next, and what it replaces', walkMode(situation(BOTH, ...LIVE, { at: 51, policy: BOTH, id: 'old1' }), BOTH, []), /^publish: .*publish: _mta-sts\.example\.com\. IN TXT "v=STSv1; id=[0-9a-f]{32};" in place of id old1$/],
  ['caches may have the old record for a day', walkMode(situation(BOTH, ...BROUGHT), BOTH, []), /^wait 52: /],
  ['through', walkMode(situation(ENFORCE, ...LIVE), ENFORCE, []), /^done: /],
  ['evidence is missing', walkMode(situation(ENFORCE, ...LIVE), { ...ENFORCE, maxAgeSeconds: 60 * DAY }, ['check is red']), /^refuse: not yet: check is red/],
  ['mx add: into the policy first', walkMxAdd(situation(ENFORCE, ...LIVE), 'mx2.example.com'), /^configure: /],
  ['mx add: then every policy without it must be over', walkMxAdd(situation(BOTH, ...BROUGHT, { at: 53, policy: BOTH }), 'mx2.example.com'), /^wait 82: a sender may hold the policy in mode enforce/],
  ['mx add: then it may be published', walkMxAdd(situation(BOTH, ...BROUGHT, { at: 82, policy: BOTH }), 'mx2.example.com'), /^add-mx: /],
  ['mx add: a pattern that stands for a host of DNS', walkMxAdd(situation({ ...ENFORCE, mx: ['mx1.example.com', '*.mx.example.com'] }, { at: 0, policy: { ...ENFORCE, mx: ['mx1.example.com', '*.mx.example.com'] }, mx: ['a.mx.example.com'] }), '*.mx.example.com'), /^done: /],
  ['mx remove: the only one of the policy', walkMxRemove(situation(ENFORCE, ...LIVE, { at: 51, policy: ENFORCE, mx: [] }, { at: 60, policy: ENFORCE, mx: [] }), 'mx1.example.com'), /^refuse: mx1\.example\.com is the only mx of the policy/],
  ['mx remove: the only one of DNS', walkMxRemove(situation(BOTH, ...BROUGHT, { at: 100, policy: BOTH }), 'mx1.example.com'), /^refuse: mx1\.example\.com is the only MX host/],
  ['mx remove: a sender holds a policy that names it alone', walkMxRemove(situation(BOTH, ...BROUGHT, { at: 53, policy: BOTH, mx: ['mx1.example.com', 'mx2.example.com'] }), 'mx1.example.com'), /^wait 82: /],
  ['mx remove: out of DNS before out of the policy', walkMxRemove(situation(BOTH, ...BROUGHT, { at: 90, policy: BOTH, mx: ['mx1.example.com', 'mx2.example.com'] }), 'mx1.example.com'), /^drop-mx: .*take mx1/],
  ['mx remove: caches may have it for a day', walkMxRemove(situation(BOTH, ...BROUGHT, { at: 90, policy: BOTH, mx: ['mx1.example.com', 'mx2.example.com'] }, { at: 91, policy: BOTH, mx: ['mx2.example.com'] }), 'mx1.example.com'), /^wait 92: /],
  ['mx remove: then out of the policy', walkMxRemove(situation(BOTH, ...BROUGHT, { at: 90, policy: BOTH, mx: ['mx1.example.com', 'mx2.example.com'] }, { at: 91, policy: BOTH, mx: ['mx2.example.com'] }, { at: 92, policy: BOTH, mx: ['mx2.example.com'] }), 'mx1.example.com'), /^configure: /],
  ['mx remove: a pattern that other hosts of DNS need', walkMxRemove(situation({ ...ENFORCE, mx: ['*.example.com', 'mx.example.net'] }, { at: 0, policy: { ...ENFORCE, mx: ['*.example.com', 'mx.example.net'] }, mx: ['mx1.example.com', 'mx.example.net'] }, { at: 9, policy: { ...ENFORCE, mx: ['*.example.com', 'mx.example.net'] }, mx: ['mx1.example.com', 'mx.example.net'] }), '*.example.com'), /^drop-mx: /],
  ['retire: first the policy', walkRetire(situation(ENFORCE, ...LIVE), false), /^configure: .*mode none and max_age 86400/],
  ['retire: until every earlier policy is over', walkRetire(situation(RETIRING, ...LIVE, { at: 51, policy: RETIRING }), false), /^wait 82: /],
  ['retire --now: refused while enforce may be held', walkRetire(situation(RETIRING, ...LIVE, { at: 51, policy: RETIRING }), true), /^refuse 82: .*leave --now out/],
  ['retire: the record that went too early keeps nothing from being waited for', walkRetire(situation(RETIRING, ...LIVE, { at: 51, policy: RETIRING, id: null }), false), /^wait 82: /],
  ['retire: then the record', walkRetire(situation(RETIRING, ...LIVE, { at: 51, policy: RETIRING }, { at: 82, policy: RETIRING }), false), /^withdraw: /],
  ['retire: then caches', walkRetire(situation(RETIRING, ...LIVE, { at: 51, policy: RETIRING }, { at: 82, policy: RETIRING }, { at: 83, policy: RETIRING, id: null }), false), /^wait 84: /],
  ['retire: then the rest', walkRetire(situation(RETIRING, ...LIVE, { at: 51, policy: RETIRING }, { at: 82, policy: RETIRING }, { at: 83, policy: RETIRING, id: null }, { at: 84, policy: RETIRING, id: null }), false), /^remove: /],
  ['retire --now of a policy in testing: senders lose nothing', walkRetire(situation(RETIRING, { at: 0, policy: { ...ENFORCE, mode: 'testing' } }, { at: 51, policy: RETIRING }), true), /^withdraw: /],
];
for (const [title, next, expected] of CASES) test(title, () => assert.match(told(next), expected));

test('a host that was among the MX records a moment ago must be in a policy that is enforced', () => {
  const now = situation({ ...ENFORCE, mode: 'testing' }, ...LIVE, { at: 51, policy: ENFORCE, mx: ['mx9.example.com'] });
  assert.deepEqual(notYet(now, ENFORCE), ['the policy does not name mx9.example.com, which is or was just among the MX records']);
});

test('the ladder, and that each step has been over once', () => {
  const steps = [{ mode: 'none', mx: [], maxAgeSeconds: 5 } as Policy];
  for (let rung = nextRung(steps[0] as Policy); rung !== null; rung = nextRung(steps.at(-1) as Policy)) steps.push({ ...ENFORCE, ...rung });
  assert.deepEqual(steps.slice(1).map(({ mode, maxAgeSeconds }) => `${mode} ${maxAgeSeconds / DAY}`), ['testing 1', 'enforce 1', 'enforce 7', 'enforce 30']);
  assert.match(notYet(situation(ENFORCE, { at: 0, policy: ENFORCE }, { at: 29, policy: ENFORCE }), { ...ENFORCE, maxAgeSeconds: 60 * DAY })[0] ?? '', /wait until 1970-01-31/);
});

test('addresses that serve different policies: the host at hand is brought up, whatever was asked for', () => {
  const at = situation(ENFORCE, { at: 0, policy: ENFORCE });
  const divided: Situation = { ...at, sighting: { ...at.sighting, served: null, isDivided: true } };
  for (const asked of [walkMode(divided, ENFORCE, []), walkMxAdd(divided, 'mx1.example.com'), walkMxRemove(divided, 'mx2.example.com')]) assert.match(told(asked), /^apply: the addresses of mta-sts\.example\.com serve different policies/);
  assert.equal(walkMode({ ...at, sighting: { ...at.sighting, served: null } }, ENFORCE, []).kind, 'look');
});
