// A year of a domain in milliseconds: testing, enforce, another mail host, retired. With stsctl's order no mail is ever lost; without it, at each turn.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { NEW, OLD, Operator, type Calendar } from './_operator.ts';
import type { Reporting } from './_reporters.ts';
import { HABITS, Sender, type World } from './_senders.ts';

const HOUR = 3600;
const CALENDAR: Calendar = { enforce: 1, move: 120, retire: 250 };
/** The certificate of the first mail host is wrong until then. */
const MENDED = 10;
const REPORTING: Reporting = { isQuiet: false, countUnproved: false };

interface Year {
  readonly operator: Operator;
  /** "day 3: looks once a week". */
  readonly bounces: readonly string[];
}

interface Circumstances {
  readonly ttlSeconds?: number;
  /** Hours between the mails of each sender, and of the first one. */
  readonly every?: readonly number[];
  readonly first?: readonly number[];
  readonly calendar?: Calendar;
  readonly mended?: number;
  readonly lag?: number;
  readonly isBeside?: boolean;
  readonly reporting?: Reporting;
}

function year(how: 'obey' | 'rush', { ttlSeconds = 300, every = [3], first = [0], calendar = CALENDAR, mended = MENDED, lag = 0, isBeside = false, reporting = REPORTING }: Circumstances = {}): Year {
  const world: World = { served: null, id: null, mx: [OLD], ttlSeconds, running: new Set([OLD]), verifiable: new Set() };
  const operator = new Operator(world, calendar, { lag, isBeside, reporting });
  const senders = HABITS.map((habits) => new Sender(habits));
  const bounces: string[] = [];
  for (let hour = 0; hour < 400 * 24; hour += 1) {
    const day = hour / 24;
    if (day === mended) world.verifiable.add(OLD);
    if (hour % 3 === 0) operator[how](day);
    for (const [index, sender] of senders.entries()) {
      const since = hour - (first[index % first.length] ?? 0);
      if (since >= 0 && since % (every[index % every.length] ?? 1) === 0 && sender.deliver(world, hour * HOUR) === 'bounced') bounces.push(`day ${Math.floor(day)}: ${sender.habits.name}`);
    }
  }
  return { operator, bounces };
}

test('a year in the order of stsctl: nobody loses a mail, and all of it is reached', () => {
  const { operator, bounces } = year('obey');
  assert.deepEqual(bounces, []);
  assert.ok(operator.isGone, operator.diary.join('\n'));
  assert.equal(operator.policy.mode, 'none');
  const kinds = operator.diary.map((each) => each.split(' ')[1]);
  for (const kind of ['configure', 'publish', 'refuse', 'add-mx', 'drop-mx', 'withdraw', 'remove']) assert.ok(kinds.includes(kind), `${kind} in ${operator.diary.join(', ')}`);
});

test('the same year all at once loses mail at each turn', () => {
  const { bounces } = year('rush', { calendar: { ...CALENDAR, enforce: 1 } });
  const days = bounces.map((each) => Number(/\d+/.exec(each)?.[0]));
  for (const [turn, from, to] of [['enforce', 1, 20], ['move', 120, 140], ['retire', 250, 270]] as const) assert.ok(days.some((day) => day >= from && day <= to), `no mail is lost after ${turn}`);
  assert.ok(bounces.some((each) => each.includes('never looks')));
});

test('invented reports bring enforce not a day forward, and would cost mail where they count', () => {
  const forged = year('obey', { reporting: { isQuiet: true, countUnproved: false } });
  assert.deepEqual([forged.bounces, forged.operator.diary], [[], year('obey').operator.diary]);
  assert.ok(year('obey', { reporting: { isQuiet: true, countUnproved: true } }).bounces.some((each) => Number(/\d+/.exec(each)?.[0]) < MENDED));
});

test('whatever the TTLs, the days and the habits: no mail is lost', () => {
  const circumstances = fc.record({
    ttlSeconds: fc.constantFrom(60, 300, 3600, 86_400, 172_800),
    every: fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 5, maxLength: 5 }),
    first: fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 5, maxLength: 5 }),
    calendar: fc.record({ enforce: fc.integer({ min: 0, max: 30 }), move: fc.integer({ min: 31, max: 140 }), retire: fc.integer({ min: 141, max: 280 }) }),
    mended: fc.integer({ min: 0, max: 100 }),
    lag: fc.integer({ min: 0, max: 25 }),
    isBeside: fc.boolean(),
    reporting: fc.record({ isQuiet: fc.boolean(), countUnproved: fc.constant(false) }),
  });
  fc.assert(fc.property(circumstances, (given) => assert.deepEqual(year('obey', given).bounces, [])), { numRuns: 40 });
});

test('a record that is published late, a new host beside the old one at once, long TTLs', () => {
  for (const lag of [0, 5, 20]) for (const isBeside of [false, true]) for (const ttlSeconds of [300, 172_800]) {
    const { operator, bounces } = year('obey', { lag, isBeside, ttlSeconds, every: [1] });
    assert.deepEqual(bounces, [], JSON.stringify({ lag, isBeside, ttlSeconds }));
    assert.ok(operator.isGone || lag > 5, operator.diary.join('\n'));
  }
});

test('a move that is begun before the last step of the ramp is over waits for what is held', () => {
  const { operator, bounces } = year('obey', { calendar: { enforce: 1, move: 60, retire: 300 } });
  assert.deepEqual(bounces, []);
  const dayOf = (kind: string) => Number(operator.diary.find((each) => Number(each.split(' ')[0]) >= 60 && each.endsWith(kind))?.split(' ')[0]);
  assert.ok(dayOf('add-mx') - 60 >= 30, `${NEW} took mail on day ${dayOf('add-mx')}, though a policy without it was held for 30 days`);
});
