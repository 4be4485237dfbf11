// `listen on`: the addresses it stands for, in httpd's order.
import { GO_ON, type Signal } from '../bsd-conf/driver.ts';
import { parseAddress } from './address.ts';
import type { ServerDraft } from './drafts.ts';
import { MOST_ADDRESSES } from './limits.ts';
import type { Reading } from './reading.ts';

const EVERY_ADDRESS = ['0.0.0.0', '::'] as const;

export function listenOn(c: Reading, address: string, tls: boolean, port: number): Signal {
  if (c.insideLocation) return c.mistake(`listen ${address} inside location`);
  const resolved = address === '*' ? EVERY_ADDRESS : resolve(c, address);
  if (resolved.length === 0) return c.mistake(`invalid listen ip: ${address}`);
  c.draft.hasTls ||= tls;
  c.draft.listens.push({ address, resolved, port, tls, line: c.line });
  // httpd puts each address before those it has: the last one found is the first it takes.
  for (let at = resolved.length - 1; at >= 0; at -= 1) addHost(c.draft, resolved[at] ?? '', tls, port);
  return GO_ON;
}

function resolve(c: Reading, address: string): readonly string[] {
  const numeric = parseAddress(address);
  if (numeric !== null) return [numeric];
  return (c.world.resolveHost(address) ?? []).slice(0, MOST_ADDRESSES).map((each) => parseAddress(each) ?? each);
}

function addHost(draft: ServerDraft, address: string, tls: boolean, port: number): void {
  if (draft.main.address !== null) {
    draft.hosts.push({ name: '', address, tls, port });
    return;
  }
  draft.main.address = address;
  draft.main.tls = tls;
  draft.main.port = port;
}
