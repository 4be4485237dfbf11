// From one mode, or one max_age, to the next.
import type { Mode, Policy } from '../model/config.ts';
import { servings } from './intervals.ts';
import { unnamedHosts } from './mx-hosts.ts';
import { DAY_SECONDS, later, shownTime } from './seconds.ts';
import { next, type Next, type Situation } from './situation.ts';
import { walkPublish } from './walk-publish.ts';

export interface Goal {
  readonly mode: Mode;
  readonly maxAgeSeconds: number;
}

/** RFC 8461 10.2: weeks in the end. What a step has not shown wrong is held longer by the next. */
const LADDER: readonly Goal[] = [
  { mode: 'testing', maxAgeSeconds: DAY_SECONDS },
  { mode: 'enforce', maxAgeSeconds: DAY_SECONDS },
  { mode: 'enforce', maxAgeSeconds: 7 * DAY_SECONDS },
  { mode: 'enforce', maxAgeSeconds: 30 * DAY_SECONDS },
];

/** Null at the top. */
export function nextRung({ mode, maxAgeSeconds }: Policy): Goal | null {
  if (mode !== 'enforce') return LADDER.find((rung) => rung.mode === (mode === 'none' ? 'testing' : 'enforce')) ?? null;
  return LADDER.find((rung) => rung.mode === 'enforce' && rung.maxAgeSeconds > maxAgeSeconds) ?? null;
}

/** It binds senders more than what is there: then evidence is asked for. */
export function isStricter(goal: Goal, { mode, maxAgeSeconds }: Policy): boolean {
  return goal.mode === 'enforce' && (mode !== 'enforce' || goal.maxAgeSeconds > maxAgeSeconds);
}

/** What is missing of the present step before the next one. */
export function notYet({ wanted, events, now, sighting, domain }: Situation, goal: Goal): string[] {
  const unnamed = goal.mode === 'enforce' ? unnamedHosts(wanted.policy, events, now) : [];
  const blind = sighting.mx === null && goal.mode === 'enforce' ? [`the MX records of ${domain} can't be seen from here`] : [];
  return [...blind, ...unnamed.map((host) => `the policy does not name ${host}, which is or was just among the MX records`), ...tooNew(wanted.policy, events, now, goal)];
}

/** A max_age that nobody has held for its whole length has shown nothing. */
function tooNew(policy: Policy, events: Situation['events'], now: Date, goal: Goal): string[] {
  const since = servings(events).at(-1)?.from;
  if (policy.mode !== 'enforce' || goal.mode !== 'enforce' || since === undefined) return [];
  const until = later(since, policy.maxAgeSeconds);
  return until <= now ? [] : [`max_age ${policy.maxAgeSeconds} has not been over once: wait until ${shownTime(until)}`];
}

/** `missing` is what the evidence lacks; empty for a goal that needs none. */
export function walkMode(situation: Situation, goal: Goal, missing: readonly string[]): Next {
  const { domain, wanted } = situation;
  const { mode, maxAgeSeconds } = wanted.policy;
  if (mode === goal.mode && maxAgeSeconds === goal.maxAgeSeconds) return walkPublish(situation) ?? next('done', `${domain} is in mode ${mode} with max_age ${maxAgeSeconds}`, 'nothing');
  if (missing.length > 0) return walkPublish(situation) ?? next('refuse', `not yet: ${missing[0] ?? ''}`, `mend what is missing, then: stsctl mode ${goal.mode} ${domain}`);
  return next('configure', `the policy of ${domain} gets mode ${goal.mode} and max_age ${goal.maxAgeSeconds}`, 'stsctl apply');
}
