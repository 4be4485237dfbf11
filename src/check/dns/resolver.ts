// Asks resolvers, each question once a run: UDP, TCP when the answer is cut off, the next resolver when one is silent.
import type { DnsAnswer, DnsQuestion, DnsType } from '../../model/dns.ts';
import type { Endpoint } from '../../formats/endpoint.ts';
import { MAX_ALIASES } from '../../formats/dns/follow-aliases.ts';
import { atMost } from '../../model/at-most.ts';
import { askServer, fault, type Settled } from './ask-server.ts';

export interface ResolverOptions {
  readonly servers: readonly Endpoint[];
  /** Of one attempt; there are two rounds over the servers. */
  readonly timeoutMs: number;
}

/** Questions under way at once: each has a socket, and login.conf(5) of OpenBSD lets a process have 512. */
const AT_ONCE = 128;
const ROUNDS = 2;
/** As resolv.conf(5): more servers than that are not asked. */
const MAX_SERVERS = 3;

/** RFC 1035 2.3.4: what fits into a question at all; an alias can lead to anything. */
const CAN_BE_ASKED = /^(?=.{1,253}$)[\x21-\x2D\x2F-\x7E]{1,63}(?:\.[\x21-\x2D\x2F-\x7E]{1,63})*$/;

export class Resolver {
  readonly #servers: readonly Endpoint[];
  readonly #timeoutMs: number;
  readonly #limit = atMost(AT_ONCE);
  readonly #asked = new Map<string, Promise<DnsAnswer>>();
  #hasAnswered = false;
  #isSilent = false;

  constructor({ servers, timeoutMs }: ResolverOptions) {
    this.#servers = servers.slice(0, MAX_SERVERS);
    this.#timeoutMs = timeoutMs;
  }

  get servers(): readonly Endpoint[] {
    return this.#servers;
  }

  /** Whether one of them has answered anything yet. */
  get isHeard(): boolean {
    return this.#hasAnswered;
  }

  /** Never throws. */
  ask<T extends DnsType>(name: string, type: T): Promise<DnsAnswer<T>> {
    const key = `${type} ${name.toLowerCase()}`;
    const asked = this.#asked.get(key) ?? this.#limit(() => this.#resolve({ name, type }));
    this.#asked.set(key, asked);
    return asked as Promise<DnsAnswer<T>>;
  }

  async #resolve<T extends DnsType>(question: DnsQuestion<T>): Promise<DnsAnswer<T>> {
    const aliases: string[] = [];
    for (let name = question.name; aliases.length <= MAX_ALIASES; name = aliases.at(-1) ?? name) {
      if (!CAN_BE_ASKED.test(name)) return { kind: 'failed', why: 'unreadable', word: 'a name that is none' };
      const { answer, isFinal } = await this.#checked({ ...question, name });
      if (answer.kind === 'failed') return answer;
      aliases.push(...answer.aliases);
      if (isFinal) return { ...answer, aliases };
      if (new Set(aliases).size < aliases.length) break;
    }
    return { kind: 'failed', why: 'alias-loop', word: `the aliases of ${question.name} have no end` };
  }

  /** A validating resolver says SERVFAIL to what is bogus, and answers when told not to check (RFC 4035 3.2.2). */
  async #checked<T extends DnsType>(question: DnsQuestion<T>): Promise<Settled<T>> {
    const settled = await this.#inTurn(question, false);
    if (settled.answer.kind !== 'failed' || settled.answer.why !== 'servfail') return settled;
    const unchecked = await this.#inTurn(question, true);
    return unchecked.answer.kind === 'failed' ? settled : fault('bogus', 'SERVFAIL unless told not to validate');
  }

  async #inTurn<T extends DnsType>(question: DnsQuestion<T>, isUnchecked: boolean): Promise<Settled<T>> {
    let word = 'no resolver is configured';
    let refused: Settled<T> | null = null;
    for (let attempt = 0; attempt < ROUNDS * this.#servers.length && !this.#isSilent; attempt += 1) {
      const server = this.#servers[attempt % this.#servers.length] as Endpoint;
      const result = await this.#attempt(server, question, isUnchecked);
      if (typeof result === 'string') word = result;
      else if (result.answer.kind !== 'failed') return result;
      else refused = result;
      if (refused !== null && attempt + 1 >= this.#servers.length) return refused;
    }
    if (refused !== null) return refused;
    this.#isSilent ||= !this.#hasAnswered;
    return fault(this.#hasAnswered ? 'timeout' : 'no-resolver', word);
  }

  async #attempt<T extends DnsType>(server: Endpoint, question: DnsQuestion<T>, isUnchecked: boolean): Promise<Settled<T> | string> {
    const result = await askServer(server, question, { timeoutMs: this.#timeoutMs, isUnchecked, isRecursive: true });
    this.#hasAnswered ||= typeof result === 'object';
    return result;
  }
}
