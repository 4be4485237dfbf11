// What each name server of a domain's zone says by itself, past every cache.
import type { DnsAnswer } from '../model/dns.ts';
import type { Endpoint } from '../formats/endpoint.ts';
import { atMost, atMostEach } from '../model/at-most.ts';
import { askServer } from './dns/ask-server.ts';
import type { Resolver } from './dns/resolver.ts';
import { hostAddresses } from './host-addresses.ts';
import { isHostName } from './host-name.ts';
import { hasNoWay } from './no-way.ts';

/** One address of a name server. */
export interface ServerView {
  readonly name: string;
  readonly endpoint: Endpoint;
  /** What is there, as one text to be compared; null when it does not answer for the zone. */
  readonly text: string | null;
  /** Of the zone's SOA; null when it tells none. */
  readonly serial: number | null;
  /** Why there is no text; empty when there is one. */
  readonly word: string;
  /** Something came back, be it a refusal. */
  readonly isHeard: boolean;
}

export interface ZoneView {
  readonly zone: string;
  /** The name that was asked for. */
  readonly owner: string;
  readonly servers: readonly ServerView[];
  /** Not asked: names of servers with special addresses only, and what is no host name. */
  readonly passedOver: readonly string[];
}

export interface NameServerOptions {
  readonly port: number;
  readonly allowPrivate: boolean;
  /** Of one attempt; there are two. */
  readonly timeoutMs: number;
}

/** Nobody has more (RFC 1912 2.8 knows seven). */
const MAX_SERVERS = 8;
const AT_ONCE = 64;
/** Many domains are with one provider. */
const AT_ONCE_EACH = 8;
const ATTEMPTS = 2;

export class NameServers {
  readonly #resolver: Resolver;
  readonly #options: NameServerOptions;
  readonly #limit = atMost(AT_ONCE);
  readonly #limitEach = atMostEach(AT_ONCE_EACH);

  constructor(resolver: Resolver, options: NameServerOptions) {
    this.#resolver = resolver;
    this.#options = options;
  }

  /** The TXT records of `owner` from each; null when the resolver knows no name servers. */
  async of(owner: string): Promise<ZoneView | null> {
    const found = await this.#zoneOf(owner);
    if (found === null) return null;
    const names = found.servers.slice(0, MAX_SERVERS);
    const all = await Promise.all(names.map(async (name) => ({ name, endpoints: await this.#endpoints(name) })));
    const servers = await Promise.all(all.flatMap(({ name, endpoints }) => endpoints.map((endpoint) => this.#view(name, endpoint, owner, found.zone))));
    return { zone: found.zone, owner, servers: servers.filter(({ endpoint, isHeard, word }) => isHeard || !hasNoWay(endpoint, word)), passedOver: all.filter(({ endpoints }) => endpoints.length === 0).map(({ name }) => name) };
  }

  /** The closest name at or above that has NS records of its own; all are asked side by side. */
  async #zoneOf(owner: string): Promise<{ readonly zone: string; readonly servers: readonly string[] } | null> {
    const labels = owner.split('.');
    const names = labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'));
    const all = await Promise.all(names.map(async (zone) => ({ zone, answer: await this.#resolver.ask(zone, 'NS') })));
    const found = all.find(({ answer }) => answer.kind === 'records' && answer.aliases.length === 0);
    return found?.answer.kind === 'records' ? { zone: found.zone, servers: [...new Set(found.answer.values.map((name) => name.toLowerCase().replace(/(?<=.)\.$/, '')))].sort() } : null;
  }

  /** One address of each family: which of several answers is the provider's affair. */
  async #endpoints(name: string): Promise<Endpoint[]> {
    if (!isHostName(name)) return [];
    const { reachable } = await hostAddresses(this.#resolver, name, this.#options.allowPrivate);
    const addresses = [reachable.find((each) => !each.includes(':')), reachable.find((each) => each.includes(':'))];
    return addresses.flatMap((address) => (address === undefined ? [] : [{ address, port: this.#options.port }]));
  }

  async #view(name: string, endpoint: Endpoint, owner: string, zone: string): Promise<ServerView> {
    const [txt, soa] = await Promise.all([this.#ask(endpoint, owner, 'TXT'), this.#ask(endpoint, zone, 'SOA')]);
    const seen = { name, endpoint, isHeard: typeof txt === 'object' || typeof soa === 'object' };
    if (typeof txt === 'string') return { ...seen, text: null, serial: null, word: txt };
    if (txt.answer.kind === 'failed') return { ...seen, text: null, serial: null, word: txt.answer.word };
    const serial = typeof soa === 'object' && soa.answer.kind === 'records' ? (soa.answer.values[0]?.serial ?? null) : null;
    // A referral, or what a cache of its own had.
    if (!txt.isAuthoritative) return { ...seen, text: null, serial, word: `it is not authoritative for ${zone}` };
    return { ...seen, text: textOf(txt.answer), serial, word: '' };
  }

  #ask<T extends 'TXT' | 'SOA'>(endpoint: Endpoint, name: string, type: T) {
    const options = { timeoutMs: this.#options.timeoutMs, isUnchecked: false, isRecursive: false };
    return this.#limitEach(endpoint.address, () =>
      this.#limit(async () => {
        let result = await askServer(endpoint, { name, type }, options);
        for (let attempt = 1; attempt < ATTEMPTS && result === 'ETIMEOUT'; attempt += 1) result = await askServer(endpoint, { name, type }, options);
        return result;
      }),
    );
  }
}

/** The same records in another order are the same. */
function textOf(answer: Exclude<DnsAnswer<'TXT'>, { kind: 'failed' }>): string {
  if (answer.aliases.length > 0) return `an alias of ${answer.aliases[0]}`;
  if (answer.kind === 'none') return 'nothing';
  return answer.values.map((strings) => `"${strings.join('')}"`).sort().join(' and ');
}
