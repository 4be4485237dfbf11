// Which server answers a request, by its Host header (FACTS 3, Host).
import { matchesHost } from '../../../src/formats/httpd-conf/answering-server.ts';
import type { Host, Site } from './sites.ts';

const LONGEST_NAME = 255;

/** Null: a Host header httpd can't read. */
export function splitHost(text: string): { readonly name: string; readonly port: number | null } | null {
  if (text.length > LONGEST_NAME) return null;
  const parts = /^\[([^\]]*)\][^:]*(?::(.+))?$/.exec(text) ?? /^([^:]*)(?::(.*))?$/.exec(text);
  const [, name = '', port] = parts ?? [];
  if (port === undefined) return { name, port: null };
  const isPort = /^[ \t]*[+-]?[0-9]+$/.test(port) && Number(port) >= 0 && Number(port) <= 0xffff;
  return isPort ? { name, port: Number(port) } : null;
}

/** `realPort` counts as well as the one configured: who is sent to a mapped port names that one. */
export function chooseHost({ hosts, port }: Site, name: string, askedPort: number | null, realPort: number): Host | null {
  if (askedPort !== null && askedPort !== port && askedPort !== realPort) return null;
  return hosts.find((host) => matchesHost(host.name, name)) ?? null;
}
