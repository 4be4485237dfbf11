// Looks at each domain when its turn comes, and keeps what was seen. What a look is, the clock and where memories go are handed in.
import type { DomainState, Memory, Observation, WatchedDomain } from '../model/watch.ts';
import { isSettled, NOTHING_KNOWN, remember } from './remember.ts';
import { firstAt, MOST_AT_ONCE, nextAt, pauseBetween } from './schedule.ts';

/** Null: nothing was learnt, and what was known stays. */
export type Look = (domain: string) => Promise<Observation | null>;

export interface WatcherOptions {
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly look: Look;
  /** Told of each check that is over; a failure is null. */
  readonly onChecked: (domain: string, before: Memory, after: Memory | null) => void;
}

interface Entry {
  watched: WatchedDomain;
  memory: Memory;
  nextAt: number;
  isChecking: boolean;
}

/** A timer sleeps no longer: a clock that is set, or a machine that slept, is noticed. */
const LONGEST_SLEEP_MS = 60_000;

export class Watcher {
  readonly #options: WatcherOptions;
  readonly #entries = new Map<string, Entry>();
  #intervalMs = 3_600_000;
  #timer: NodeJS.Timeout | null = null;
  #isStopped = false;
  #lastStart = Number.NEGATIVE_INFINITY;
  inFlight = 0;
  checks = 0;
  failedChecks = 0;

  constructor(options: WatcherOptions) {
    this.#options = options;
  }

  /** Domains that stay keep their turn and their memory; `known` is what files have of new ones. */
  configure(domains: readonly WatchedDomain[], intervalMs: number, known: ReadonlyMap<string, Memory>): void {
    const round = { now: this.#options.clock(), intervalMs, count: domains.length };
    const wanted = new Map(domains.map((watched) => [watched.domain, watched]));
    for (const domain of this.#entries.keys()) if (!wanted.has(domain)) this.#entries.delete(domain);
    for (const [domain, watched] of wanted) {
      const entry = this.#entries.get(domain) ?? { watched, memory: known.get(domain) ?? NOTHING_KNOWN, nextAt: Number.POSITIVE_INFINITY, isChecking: false };
      // A turn that is sooner was given for a reason.
      const at = Math.min(entry.nextAt, firstAt(domain, entry.memory.last?.at ?? null, round));
      this.#entries.set(domain, Object.assign(entry, { watched, nextAt: at }));
    }
    this.#intervalMs = intervalMs;
    this.#wake();
  }

  get states(): Omit<DomainState, 'reports'>[] {
    return [...this.#entries.values()].map(({ watched, memory, nextAt: at }) => ({ ...watched, memory, nextAt: at }));
  }

  memoryOf(domain: string): Memory | null {
    return this.#entries.get(domain)?.memory ?? null;
  }

  /** After the operator was told. */
  setMemory(domain: string, memory: Memory): void {
    const entry = this.#entries.get(domain);
    if (entry !== undefined) entry.memory = memory;
  }

  /** No further check begins. */
  stop(): void {
    this.#isStopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  /** Starts at most one check, and sets the timer for the next. */
  #wake(): void {
    if (this.#isStopped) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const now = this.#options.clock();
    const pause = pauseBetween({ intervalMs: this.#intervalMs, count: this.#entries.size });
    const due = this.#nextEntry();
    const at = due === null ? Number.POSITIVE_INFINITY : Math.max(due.nextAt, Math.min(this.#lastStart, now) + pause);
    if (due !== null && at <= now && this.inFlight < MOST_AT_ONCE) {
      this.#lastStart = now;
      void this.#check(due);
      return this.#wake();
    }
    const wait = this.inFlight >= MOST_AT_ONCE ? LONGEST_SLEEP_MS : Math.min(LONGEST_SLEEP_MS, Math.max(1, at - now));
    this.#timer = setTimeout(() => this.#wake(), wait);
  }

  /** The one that waits longest. */
  #nextEntry(): Entry | null {
    let next: Entry | null = null;
    for (const entry of this.#entries.values()) if (!entry.isChecking && (next === null || entry.nextAt < next.nextAt)) next = entry;
    return next;
  }

  async #check(entry: Entry): Promise<void> {
    const { domain } = entry.watched;
    entry.isChecking = true;
    this.inFlight += 1;
    const seen = await this.#options.look(domain).catch(() => null);
    this.inFlight -= 1;
    this.checks += 1;
    entry.isChecking = false;
    const before = entry.memory;
    if (seen === null) this.failedChecks += 1;
    else entry.memory = remember(before, seen);
    entry.nextAt = nextAt(domain, { at: this.#options.clock(), intervalMs: this.#intervalMs, isSettled: seen !== null && isSettled(entry.memory) });
    if (this.#entries.get(domain) === entry) this.#options.onChecked(domain, before, seen === null ? null : entry.memory);
    this.#wake();
  }
}
