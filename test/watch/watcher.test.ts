// The schedule over fake time: nobody is stormed, everybody gets a turn, nothing grows.
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Memory, Observation, WatchedDomain } from '../../src/model/watch.ts';
import { firstAt, MOST_AT_ONCE, nextAt } from '../../src/watch/schedule.ts';
import { MOST_CHANGES, MOST_FINDINGS } from '../../src/watch/remember.ts';
import { Watcher } from '../../src/watch/watcher.ts';
import { findingOf, observationOf, WATCH_NOW } from '../support/watch.ts';

const HOUR_MS = 3_600_000;
const domainsOf = (count: number): WatchedDomain[] => Array.from({ length: count }, (_, index) => ({ domain: `d${index}.example`, shown: `d${index}.example`, mode: 'enforce' }));

interface Run {
  readonly watcher: Watcher;
  /** When each check began, by domain. */
  readonly begun: Map<string, number[]>;
  mostInFlight: number;
  /** Lets so much time pass, a second at a time. */
  pass(ms: number): Promise<void>;
}

interface RunOptions {
  readonly count: number;
  readonly intervalMs?: number;
  readonly known?: ReadonlyMap<string, Memory>;
  /** Of one check. */
  readonly takesMs?: number;
  readonly seen?: (domain: string, at: number) => Partial<Observation>;
}

async function running({ count, intervalMs = HOUR_MS, known = new Map(), takesMs = 3000, seen = () => ({}) }: RunOptions, body: (run: Run) => Promise<void>): Promise<void> {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: WATCH_NOW });
  const begun = new Map<string, number[]>();
  const run: Run = { watcher: new Watcher({ clock: Date.now, look, onChecked: () => undefined }), begun, mostInFlight: 0, pass };
  try {
    run.watcher.configure(domainsOf(count), intervalMs, known);
    await body(run);
  } finally {
    run.watcher.stop();
    mock.timers.reset();
  }

  function look(domain: string): Promise<Observation> {
    const at = Date.now();
    begun.set(domain, [...(begun.get(domain) ?? []), at]);
    run.mostInFlight = Math.max(run.mostInFlight, run.watcher.inFlight);
    return new Promise((resolve) => setTimeout(() => resolve(observationOf({ at, ...seen(domain, at) })), takesMs));
  }

  async function pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 1000) {
      mock.timers.tick(1000);
      for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
    }
  }
}

/** The most that began within any minute. */
function busiestMinute(begun: Run['begun']): number {
  const all = [...begun.values()].flat().sort((a, b) => a - b);
  return Math.max(...all.map((at, index) => all.slice(index).filter((other) => other < at + 60_000).length));
}

test('500 domains for two hours: each has its turn in each hour, few at a time, and no minute is crowded', () =>
  running({ count: 500 }, async (run) => {
    await run.pass(2.3 * HOUR_MS);
    assert.equal(run.begun.size, 500);
    for (const [domain, times] of run.begun) {
      assert.ok(times.length >= 2 && times.length <= 4, `${domain}: ${times.length} checks`);
      const gaps = times.slice(2).map((at, index) => at - (times[index + 1] ?? 0));
      assert.ok(gaps.every((gap) => gap > 0.85 * HOUR_MS && gap < 1.2 * HOUR_MS), `${domain}: ${gaps.join()}`);
    }
    assert.ok(run.mostInFlight <= MOST_AT_ONCE);
    assert.ok(busiestMinute(run.begun) <= 40, `${busiestMinute(run.begun)} checks in one minute`);
  }));

test('a restart keeps the turns: what was looked at a minute ago is not looked at again', () =>
  running({ count: 500, known: new Map(domainsOf(500).map(({ domain }) => [domain, { last: observationOf({ at: WATCH_NOW - 60_000 }), keys: [], earlierKeys: [], told: [], changes: [] }])) }, async (run) => {
    await run.pass(0.8 * HOUR_MS);
    assert.equal(run.begun.size, 0);
    await run.pass(0.5 * HOUR_MS);
    assert.equal(run.begun.size, 500);
  }));

test('after a day of sleep everything is due, and is made up for without a storm', () =>
  running({ count: 500 }, async (run) => {
    await run.pass(HOUR_MS);
    run.begun.clear();
    run.mostInFlight = 0;
    mock.timers.setTime(Date.now() + 24 * HOUR_MS);
    await run.pass(0.4 * HOUR_MS);
    // Those that were under way when it fell asleep have had their turn.
    assert.ok(run.begun.size >= 500 - MOST_AT_ONCE);
    assert.ok(run.mostInFlight <= MOST_AT_ONCE);
    assert.ok(busiestMinute(run.begun) <= 80, `${busiestMinute(run.begun)} checks in one minute`);
  }));

test('one domain is looked at at once, and again soon when something is new', () =>
  running({ count: 1, seen: (_, at) => ({ findings: at > WATCH_NOW + HOUR_MS / 2 ? [findingOf()] : [] }) }, async (run) => {
    await run.pass(5000);
    assert.equal(run.begun.get('d0.example')?.length, 1);
    await run.pass(1.7 * HOUR_MS);
    const [, second = 0, third = 0, fourth] = run.begun.get('d0.example') ?? [];
    assert.ok(third - second < 6 * 60_000, 'the change is looked at again within minutes');
    assert.equal(fourth, undefined, 'and then in its turn');
  }));

test('checks that never end hold nobody else up for longer than they must', () =>
  running({ count: 12, takesMs: 60_000 }, async (run) => {
    await run.pass(0.3 * HOUR_MS);
    assert.equal(run.begun.size, 12);
    assert.equal(run.mostInFlight, MOST_AT_ONCE);
  }));

test('a look that fails leaves what was known, and the others go on', async () => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: WATCH_NOW });
  const after: (Memory | null)[] = [];
  const watcher = new Watcher({ clock: Date.now, look: async (domain) => { if (domain === 'd0.example') throw new Error('of ours'); return observationOf(); }, onChecked: (_, __, memory) => after.push(memory) });
  try {
    watcher.configure(domainsOf(3), HOUR_MS, new Map());
    for (let second = 0; second < 30; second += 1) {
      mock.timers.tick(1000);
      for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
    }
    assert.deepEqual([watcher.checks, watcher.failedChecks, after.filter((each) => each === null).length], [3, 1, 1]);
  } finally {
    watcher.stop();
    mock.timers.reset();
  }
});

test('a new configuration: domains that stay keep turn and memory, those that go are forgotten', () =>
  running({ count: 20 }, async (run) => {
    await run.pass(120_000);
    const before = run.watcher.states.find(({ domain }) => domain === 'd5.example');
    run.watcher.configure(domainsOf(6).slice(5), HOUR_MS, new Map());
    assert.deepEqual(run.watcher.states.map(({ domain }) => domain), ['d5.example']);
    assert.equal(run.watcher.memoryOf('d5.example'), before?.memory);
    assert.equal(run.watcher.states[0]?.nextAt, before?.nextAt);
  }));

test('100 domains that change at every check, once all there is room for is there: what is kept stays as large as it was', () =>
  running({ count: 100, intervalMs: 300_000, takesMs: 1000, seen: (_, at) => ({ id: String(at), findings: Array.from({ length: 100 }, (__, index) => findingOf({ where: `${at}-${index}` })) }) }, async (run) => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const used = () => {
      run.begun.clear();
      collect();
      return process.memoryUsage().heapUsed;
    };
    await run.pass(12 * HOUR_MS);
    assert.ok(run.watcher.states.every(({ memory }) => memory.changes.length === MOST_CHANGES), 'let more time pass first');
    const before = used();
    await run.pass(6 * HOUR_MS);
    const grown = (used() - before) / 1e6;
    assert.ok(run.watcher.states.every(({ memory }) => memory.changes.length === MOST_CHANGES && (memory.last?.findings.length ?? 0) <= MOST_FINDINGS));
    assert.ok(grown < 0.2 * (before / 1e6), `${grown.toFixed(1)} MB more after six hours, of ${(before / 1e6).toFixed(1)}`);
  }));

test('the schedule is a function of what it is given', () => {
  const round = { now: WATCH_NOW, intervalMs: HOUR_MS, count: 100 };
  assert.equal(firstAt('a.example', null, round), firstAt('a.example', null, round));
  assert.equal(firstAt('a.example', null, { ...round, count: 1 }), WATCH_NOW);
  // A clock that was set back must not put a domain off for years.
  assert.ok(firstAt('a.example', WATCH_NOW + 1e12, round) <= WATCH_NOW + HOUR_MS);
  const waits = Array.from({ length: 1000 }, (_, at) => nextAt('a.example', { at, intervalMs: HOUR_MS, isSettled: true }) - at);
  assert.ok(Math.min(...waits) >= 0.9 * HOUR_MS && Math.max(...waits) <= 1.1 * HOUR_MS && new Set(waits).size > 900);
});
