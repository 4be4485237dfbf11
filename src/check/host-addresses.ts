// The addresses of a host, and which of them may be connected to.
import type { DnsAnswer } from '../model/dns.ts';
import { specialAddress } from '../formats/address/special-address.ts';
import type { Resolver } from './dns/resolver.ts';

export interface HostAddresses {
  readonly a: DnsAnswer<'A'>;
  readonly aaaa: DnsAnswer<'AAAA'>;
  readonly all: readonly string[];
  /** Not on the internet: with what they are. */
  readonly special: readonly { readonly address: string; readonly word: string }[];
  /** The special ones are meant to be there. */
  readonly isAllowed: boolean;
  /** What may be connected to: all but the special ones, unless those are allowed. */
  readonly reachable: readonly string[];
}

export async function hostAddresses(resolver: Resolver, name: string, allowPrivate: boolean): Promise<HostAddresses> {
  const [a, aaaa] = await Promise.all([resolver.ask(name, 'A'), resolver.ask(name, 'AAAA')]);
  const all = [...new Set([...(a.kind === 'records' ? a.values : []), ...(aaaa.kind === 'records' ? aaaa.values : [])])];
  const special = all.flatMap((address) => {
    const word = specialAddress(address);
    return word === null ? [] : [{ address, word }];
  });
  return { a, aaaa, all, special, isAllowed: allowPrivate, reachable: allowPrivate ? all : all.filter((address) => !special.some((each) => each.address === address)) };
}
