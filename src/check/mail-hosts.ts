// The hosts that take a domain's mail, each visited once a run however many domains have it.
import type { DnsAnswer } from '../model/dns.ts';
import type { Endpoint } from '../formats/endpoint.ts';

import type { Resolver } from './dns/resolver.ts';
import { hostAddresses, type HostAddresses } from './host-addresses.ts';
import { isHostName } from './host-name.ts';
import { atMost, atMostEach } from '../model/at-most.ts';
import { probeMx, type Probed } from './smtp/probe-mx.ts';

export interface MailHost {
  readonly name: string;
  readonly addresses: HostAddresses;
  readonly visits: readonly Visit[];
}
export interface Visit {
  readonly host: string;
  readonly endpoint: Endpoint;
  readonly probed: Probed;
}

export interface Mail {
  readonly answer: DnsAnswer<'MX'>;
  /** RFC 7505. */
  readonly isNull: boolean;
  /** RFC 5321 5.1: the domain itself, for want of an MX record. */
  readonly isImplicit: boolean;
  /** How many MX records there are; only the first are looked at. */
  readonly total: number;
  /** In MX records, and no host names. */
  readonly bad: readonly string[];
  readonly hosts: readonly MailHost[];
}

export interface MailOptions {
  readonly port: number;
  readonly allowPrivate: boolean;
  readonly ca: readonly string[] | undefined;
  readonly timeoutMs: number;
  readonly helo: string;
}

/** RFC 5321 5.1 lets a sender stop after a few; nobody has this many. */
export const MAX_HOSTS = 20;
const MAX_ADDRESSES = 4;
const AT_ONCE = 64;
/** Polite: what the host's operator sees is one visitor, maybe two. */
const AT_ONCE_EACH = 2;

export class MailHosts {
  readonly #resolver: Resolver;
  readonly #options: MailOptions;
  readonly #limit = atMost(AT_ONCE);
  readonly #limitEach = atMostEach(AT_ONCE_EACH);
  #reached = 0;
  #unreached = 0;
  readonly #hosts = new Map<string, Promise<MailHost>>();

  constructor(resolver: Resolver, options: MailOptions) {
    this.#resolver = resolver;
    this.#options = options;
  }

  /** Whether any of them has let us connect yet. */
  get hasReached(): boolean {
    return this.#reached > 0;
  }

  async of(domain: string): Promise<Mail> {
    const answer = await this.#resolver.ask(domain, 'MX');
    const none = { answer, isNull: false, isImplicit: false, total: 0, bad: [], hosts: [] };
    if (answer.kind === 'failed' || (answer.kind === 'none' && answer.why === 'no-name')) return none;
    if (answer.kind === 'none') return this.#implicit(domain, none);
    const sorted = [...answer.values].sort((one, other) => one.preference - other.preference);
    const names = [...new Set(sorted.map(({ exchange }) => exchange.toLowerCase().replace(/(?<=.)\.$/, '')))];
    if (names.length === 1 && names[0] === '.') return { ...none, isNull: true };
    const good = names.filter((name) => isHostName(name));
    const hosts = await Promise.all(good.slice(0, MAX_HOSTS).map((name) => this.#host(name)));
    return { ...none, total: names.length, bad: names.filter((name) => !isHostName(name)), hosts };
  }

  async #implicit(domain: string, none: Mail): Promise<Mail> {
    const { all } = await hostAddresses(this.#resolver, domain, false);
    return all.length === 0 ? none : { ...none, isImplicit: true, total: 1, hosts: [await this.#host(domain)] };
  }

  #host(name: string): Promise<MailHost> {
    const host = this.#hosts.get(name) ?? this.#look(name);
    this.#hosts.set(name, host);
    return host;
  }

  async #look(name: string): Promise<MailHost> {
    const { port, allowPrivate } = this.#options;
    const addresses = await hostAddresses(this.#resolver, name, allowPrivate);
    const endpoints = addresses.reachable.slice(0, MAX_ADDRESSES).map((address) => ({ address, port }));
    const visits = await Promise.all(endpoints.map(async (endpoint) => ({ host: name, endpoint, probed: await this.#visit(name, endpoint) })));
    return { name, addresses, visits };
  }

  #visit(host: string, endpoint: Endpoint): Promise<Probed> {
    return this.#limitEach(endpoint.address, () =>
      this.#limit(async () => {
        // Port 25 is blocked: a thousand more attempts tell no more.
        if (this.#reached === 0 && this.#unreached >= ENOUGH) return { kind: 'unreachable', word: 'not tried, like the others' };
        const probed = await probeMx({ host, endpoint, ...this.#options });
        if (probed.kind === 'unreachable') this.#unreached += 1;
        else this.#reached += 1;
        return probed;
      }),
    );
  }
}

/** So many hosts without a single connection are no chance. */
const ENOUGH = 100;
