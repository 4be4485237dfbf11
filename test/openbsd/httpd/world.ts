// The machine as httpd's parser asks about it: files below ROOT, the interfaces of this machine or those in stand-in.json.
import { readFileSync, statSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { resolveService } from '../../../src/formats/httpd-conf/services.ts';
import type { HttpdWorld } from '../../../src/model/httpd-conf.ts';
import type { Mapping } from './stand-in-json.ts';

/** Absolute paths lie below ROOT, the others in the working directory. */
export function under(root: string, path: string): string {
  return path.startsWith('/') ? root + path : path;
}

/** Null: it can't be read. One character a byte. */
export function readBytes(path: string): string | null {
  try {
    return statSync(path).isFile() ? readFileSync(path, 'latin1') : null;
  } catch {
    return null;
  }
}

export function worldBelow(root: string, mapping: Mapping): HttpdWorld {
  return {
    readInclude: (path) => readInclude(under(root, path)),
    isReadable: (path) => readBytes(under(root, path)) !== null,
    resolveHost: (name) => resolveHost(root, name, mapping),
    resolveService,
  };
}

/** A directory opens like a file with nothing in it. */
function readInclude(path: string): string | null {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? '' : readBytes(path);
}

function resolveHost(root: string, name: string, { interfaces }: Mapping): readonly string[] | null {
  const known = interfaces[name] ?? interfaceAddresses(name) ?? hostsFile(root, name);
  return known ?? (name === 'localhost' ? ['127.0.0.1', '::1'] : null);
}

/** ifconfig(8): egress is the group of the interfaces with a default route; here, all but loopback. */
function interfaceAddresses(name: string): readonly string[] | null {
  const all = networkInterfaces();
  const found = name === 'egress' ? Object.values(all).flatMap((each) => each?.filter(({ internal }) => !internal) ?? []) : all[name];
  return found === undefined || found.length === 0 ? null : found.map(({ address }) => address);
}

function hostsFile(root: string, name: string): readonly string[] | null {
  const lines = (readBytes(`${root}/etc/hosts`) ?? '').split('\n').map((line) => line.replace(/#.*/, '').trim().split(/\s+/));
  const found = lines.flatMap(([address = '', ...names]) => (names.includes(name) ? [address] : []));
  return found.length === 0 ? null : found;
}
