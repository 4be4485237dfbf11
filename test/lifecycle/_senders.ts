// Five sending servers, each with habits of its own, over a domain that changes. Time is handed in.
import { matchesMx } from '../../src/formats/mta-sts/matches-mx.ts';
import { parsePolicy } from '../../src/formats/mta-sts/parse-policy.ts';
import type { Policy } from '../../src/model/config.ts';

/** What is true of the domain at this moment. */
export interface World {
  /** Text over HTTPS; null for a policy host that is gone. */
  served: string | null;
  /** In the _mta-sts record. */
  id: string | null;
  mx: readonly string[];
  readonly ttlSeconds: number;
  /** Hosts that take mail. */
  readonly running: Set<string>;
  /** Hosts whose STARTTLS senders can verify. */
  readonly verifiable: Set<string>;
}

export interface Habits {
  readonly name: string;
  /** How often it looks at the record while it holds a policy; null: never before max_age is over. */
  readonly looksEverySeconds: number | null;
  /** With an id it knows: keeps what it has for another max_age without a fetch, fetches all the same, or does nothing. */
  readonly onSameId: 'keep-longer' | 'fetch' | 'nothing';
  /** One fetch in so many succeeds. */
  readonly luck: number;
}

const HOUR = 3600;
export const HABITS: readonly Habits[] = [
  { name: 'fetches every day', looksEverySeconds: 24 * HOUR, onSameId: 'fetch', luck: 1 },
  { name: 'asks for the id with each mail and goes on with what it has', looksEverySeconds: 0, onSameId: 'keep-longer', luck: 1 },
  { name: 'never looks before max_age is over', looksEverySeconds: null, onSameId: 'nothing', luck: 1 },
  { name: 'looks once a week', looksEverySeconds: 7 * 24 * HOUR, onSameId: 'nothing', luck: 1 },
  { name: 'rarely gets through', looksEverySeconds: 12 * HOUR, onSameId: 'fetch', luck: 7 },
];

interface Taken {
  readonly id: string;
  readonly policy: Policy;
  /** Seconds. */
  readonly expires: number;
  readonly lookedAt: number;
}

export class Sender {
  readonly habits: Habits;
  readonly #cache = new Map<string, { readonly value: unknown; readonly until: number }>();
  #taken: Taken | null = null;
  #fetches = 0;

  constructor(habits: Habits) {
    this.habits = habits;
  }

  /** RFC 8461 5: what becomes of one mail. None of them looks once more before it gives up, as 5.1 asks. */
  deliver(world: World, now: number): 'delivered' | 'bounced' {
    this.#refresh(world, now);
    const policy = this.#taken !== null && this.#taken.expires > now ? this.#taken.policy : null;
    const hosts = this.#look('mx', world.mx, world, now).filter((host) => world.running.has(host));
    const good = policy?.mode === 'enforce' ? hosts.filter((host) => policy.mx.some((each) => matchesMx(each, host)) && world.verifiable.has(host)) : hosts;
    return good.length > 0 ? 'delivered' : 'bounced';
  }

  /** What a resolver has it keeps for the whole TTL. */
  #look<T>(name: string, value: T, { ttlSeconds }: World, now: number): T {
    const known = this.#cache.get(name);
    if (known !== undefined && known.until > now) return known.value as T;
    this.#cache.set(name, { value, until: now + ttlSeconds });
    return value;
  }

  #refresh(world: World, now: number): void {
    const { looksEverySeconds, onSameId } = this.habits;
    const taken = this.#taken;
    const isLive = taken !== null && taken.expires > now;
    if (isLive && (looksEverySeconds === null || now < taken.lookedAt + looksEverySeconds)) return;
    const id = this.#look('id', world.id, world, now);
    if (id === null) return;
    if (isLive && id === taken.id && onSameId !== 'fetch') {
      const expires = onSameId === 'keep-longer' ? now + taken.policy.maxAgeSeconds : taken.expires;
      this.#taken = { ...taken, expires, lookedAt: now };
      return;
    }
    this.#fetch(id, world, now);
  }

  #fetch(id: string, { served }: World, now: number): void {
    this.#fetches += 1;
    const policy = served === null || this.#fetches % this.habits.luck !== 0 ? null : parsePolicy(served).policy;
    if (policy !== null) this.#taken = { id, policy, expires: now + policy.maxAgeSeconds, lookedAt: now };
  }
}
