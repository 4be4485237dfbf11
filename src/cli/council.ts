// What the hosts of one run say of a walk, each by its own ledger: none goes on while another one still has to wait.
import { next, type Next } from '../lifecycle/situation.ts';
import { strictest } from '../lifecycle/strictest.ts';

export class Council {
  /** By host and domain. */
  readonly #said = new Map<string, ReadonlyMap<string, Next>>();
  readonly #removed = new Set<string>();
  /** By domain, the hosts that have removed it in this run. */
  readonly #done = new Map<string, Set<string>>();
  readonly #count: number;

  /** `count` hosts take part. */
  constructor(count: number) {
    this.#count = count;
  }

  /** A host that has removed the domain had the word of all for it: the others follow, though nobody can see the policy any more. */
  noteRemoved(domain: string): void {
    this.#removed.add(domain);
  }

  /** True when it was the last one. */
  noteDone(domain: string, host: string): boolean {
    const done = this.#done.get(domain) ?? new Set<string>();
    this.#done.set(domain, done.add(host));
    return done.size === this.#count;
  }

  /** Domains that some have removed and others have not. */
  get halfRemoved(): string[] {
    return [...this.#done].filter(([, hosts]) => hosts.size < this.#count).map(([domain]) => domain);
  }

  /** By domain, what holds for this host: the strictest of what has been said so far. */
  agree(host: string, asked: ReadonlyMap<string, Next>): Map<string, Next> {
    this.#said.set(host, asked);
    return new Map([...asked].map(([domain, own]) => [domain, this.#removed.has(domain) ? REMOVE : strictest(own, this.#othersOf(host, domain))]));
  }

  #othersOf(host: string, domain: string): Map<string, Next> {
    const others = [...this.#said].filter(([name]) => name !== host);
    return new Map(others.flatMap(([name, asked]) => (asked.has(domain) ? [[name, asked.get(domain) as Next] as const] : [])));
  }
}

const REMOVE = next('remove', 'another host has removed it already', 'its servers, handle, certificate and policy file leave');
