// Addresses that are no host on the internet (RFC 6890 2.2): a record of somebody else that has one points into the reader's own network.
import { BlockList, isIPv6 } from 'node:net';

const RANGES: readonly (readonly [string, number, string])[] = [
  ['0.0.0.0', 8, 'unspecified'],
  ['10.0.0.0', 8, 'private'],
  ['100.64.0.0', 10, 'shared by the customers of a provider'],
  ['127.0.0.0', 8, 'loopback'],
  ['169.254.0.0', 16, 'link-local'],
  ['172.16.0.0', 12, 'private'],
  ['192.0.0.0', 24, 'reserved'],
  ['192.168.0.0', 16, 'private'],
  ['198.18.0.0', 15, 'for benchmarks'],
  ['224.0.0.0', 4, 'multicast'],
  ['240.0.0.0', 4, 'reserved'],
  ['::', 128, 'unspecified'],
  ['::1', 128, 'loopback'],
  // IPv4 in other clothes: what it leads to is the embedded address.
  ['::ffff:0:0', 96, 'an IPv4 address in IPv6'],
  ['64:ff9b:1::', 48, 'reserved'],
  ['fc00::', 7, 'private'],
  ['fe80::', 10, 'link-local'],
  ['ff00::', 8, 'multicast'],
];

let made: ReturnType<typeof makeLists> | null = null;

/** Made when the first address is looked at: a policy names none. */
const lists = () => (made ??= makeLists());

const makeLists = () => RANGES.map(([network, prefix, word]) => {
  const list = new BlockList();
  list.addSubnet(network, prefix, isIPv6(network) ? 'ipv6' : 'ipv4');
  // Node takes an IPv4 address for its mapped form: it must not match the list of mapped ones.
  return { list, word, isIPv6: isIPv6(network) };
});

/** What kind of special address it is; null for one on the internet. */
export function specialAddress(address: string): string | null {
  const family = isIPv6(address);
  return lists().find(({ list, isIPv6: of }) => of === family && list.check(address, family ? 'ipv6' : 'ipv4'))?.word ?? null;
}
