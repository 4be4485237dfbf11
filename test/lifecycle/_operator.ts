// An administrator who looks every few hours and does what stsctl says comes next; or one who does at once what he has in mind.
import { formatPolicy } from '../../src/formats/mta-sts/format-policy.ts';
import { policyId } from '../../src/formats/mta-sts/policy-id.ts';
import type { Next, Situation } from '../../src/lifecycle/situation.ts';
import { unseenEvents } from '../../src/lifecycle/unseen-events.ts';
import { isStricter, nextRung, notYet, walkMode } from '../../src/lifecycle/walk-mode.ts';
import { walkMxAdd, walkMxRemove } from '../../src/lifecycle/walk-mx.ts';
import { LAST_MAX_AGE_SECONDS, walkRetire } from '../../src/lifecycle/walk-retire.ts';
import type { Policy } from '../../src/model/config.ts';
import type { LedgerEvent } from '../../src/model/ledger.ts';
import { Reporters, type Reporting } from './_reporters.ts';
import type { World } from './_senders.ts';

export const DOMAIN = 'example.com';
export const [OLD, NEW] = ['mx1.example.com', 'mx2.example.com'];
const DAY = 86_400;

export interface Calendar {
  /** Days. */
  readonly enforce: number;
  readonly move: number;
  readonly retire: number;
}

export interface Manner {
  /** Days that a new id waits for whoever looks after the zone. */
  readonly lag: number;
  /** Puts the new host beside the old one as soon as its policy is out, as he may. */
  readonly isBeside: boolean;
  readonly reporting: Reporting;
}

export class Operator {
  readonly world: World;
  readonly calendar: Calendar;
  readonly events: LedgerEvent[] = [];
  /** Kinds of what was done, with its day. */
  readonly diary: string[] = [];
  policy: Policy = { mode: 'testing', maxAgeSeconds: DAY, mx: [OLD] };
  readonly #manner: Manner;
  readonly #reporters: Reporters;
  #waitingSince: number | null = null;
  #day = 0;
  #isMoved = false;
  #isGone = false;

  constructor(world: World, calendar: Calendar, manner: Manner) {
    this.world = world;
    this.calendar = calendar;
    this.#manner = manner;
    this.#reporters = new Reporters(manner.reporting);
    this.#serve();
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /** What stsctl would be asked for at this time, in days, and what it said is done. */
  obey(day: number): void {
    this.#day = day;
    this.#reporters.report(day, this.world);
    if (this.#isGone) return;
    const situation = this.#situation(day);
    const next = this.#ask(situation, day);
    if (this.#isLate(next)) return;
    if (next.kind !== 'wait' && next.kind !== 'done') this.diary.push(`${Math.floor(day)} ${next.kind}`);
    this.#do(next, situation);
  }

  #isLate({ kind }: Next): boolean {
    if (kind !== 'publish') this.#waitingSince = null;
    else this.#waitingSince ??= this.#day;
    return this.#waitingSince !== null && this.#day < this.#waitingSince + this.#manner.lag;
  }

  /** Everything at once on the day he thinks of it. */
  rush(day: number): void {
    const { world, calendar } = this;
    if (day === calendar.enforce) this.#publish({ ...this.policy, mode: 'enforce', maxAgeSeconds: 7 * DAY });
    if (day === calendar.move) {
      this.#publish({ ...this.policy, mx: [NEW] });
      world.mx = [NEW];
      world.running.add(NEW);
      world.verifiable.add(NEW);
      world.running.delete(OLD);
    }
    if (day === calendar.retire) this.#takeDown();
  }

  #situation(day: number): Situation {
    const { world, policy } = this;
    const at = new Date(day * DAY * 1000);
    const text = formatPolicy(policy);
    const sighting = { at, domain: DOMAIN, served: world.served, record: { id: world.id, ttlSeconds: world.ttlSeconds }, mx: { hosts: [...world.mx].sort(), ttlSeconds: world.ttlSeconds } };
    this.events.push(...unseenEvents(this.events, sighting));
    return { domain: DOMAIN, wanted: { policy, text, id: policyId(text) }, sighting, events: this.events, now: at };
  }

  #ask(situation: Situation, day: number): Next {
    if (day >= this.calendar.retire) return walkRetire(situation, false);
    if (day >= this.calendar.move) return this.#isMoved ? walkMxRemove(situation, OLD) : this.#bring(situation);
    const goal = day >= this.calendar.enforce ? (nextRung(this.policy) ?? this.policy) : this.policy;
    if (!isStricter(goal, this.policy)) return walkMode(situation, goal, []);
    const evidence = this.#reporters.isEnough(day, DOMAIN, this.policy.mx) ? [] : ['reports'];
    return walkMode(situation, goal, [...evidence, ...notYet(situation, goal)]);
  }

  #bring(situation: Situation): Next {
    this.world.running.add(NEW);
    this.world.verifiable.add(NEW);
    const next = walkMxAdd(situation, NEW);
    const isEarly = this.#manner.isBeside && next.kind === 'wait' && situation.wanted.policy.mx.includes(NEW) && situation.sighting.record?.id === situation.wanted.id;
    if (isEarly && !this.world.mx.includes(NEW)) this.world.mx = [...this.world.mx, NEW];
    this.#isMoved = next.kind === 'done' || isEarly;
    return next;
  }

  #do({ kind }: Next, { wanted }: Situation): void {
    const { world } = this;
    if (kind === 'configure') this.#configure();
    if (kind === 'apply') this.#serve();
    if (kind === 'publish') world.id = wanted.id;
    if (kind === 'withdraw') world.id = null;
    if (kind === 'add-mx') world.mx = [...world.mx, NEW];
    if (kind === 'drop-mx') world.mx = world.mx.filter((host) => host !== OLD);
    if (kind === 'done' && this.#isMoved && !this.policy.mx.includes(OLD)) world.running.delete(OLD);
    if (kind === 'remove') this.#takeDown();
  }

  /** The edit that the walk asked for, which apply then serves. */
  #configure(): void {
    if (this.#day >= this.calendar.retire) this.policy = { ...this.policy, mode: 'none', maxAgeSeconds: LAST_MAX_AGE_SECONDS };
    else if (this.#day < this.calendar.move) this.policy = { ...this.policy, ...nextRung(this.policy) };
    else this.policy = { ...this.policy, mx: this.#isMoved ? [NEW] : [OLD, NEW] };
    this.#serve();
  }

  #publish(policy: Policy): void {
    this.policy = policy;
    this.#serve();
    this.world.id = policyId(formatPolicy(policy));
  }

  #serve(): void {
    this.world.served = formatPolicy(this.policy);
  }

  /** Once MTA-STS is gone, nobody looks after the certificates of the mail hosts any more. */
  #takeDown(): void {
    this.world.served = null;
    this.world.id = null;
    this.world.verifiable.clear();
    this.#isGone = true;
  }
}
