// Two TLS servers on one address and port must agree (httpd.conf(5)); ours take over what the others say.
import type { Server, TlsOptions } from '../model/httpd-conf.ts';
import { DEFAULT_TLS } from '../formats/httpd-conf/defaults.ts';
import type { OurListen } from './our-listens.ts';

/** The options httpd compares, and how to write each. */
const SHARED = {
  protocols: (tls) => quoted(tls.protocols),
  ciphers: (tls) => quoted(tls.ciphers),
  dhe: (tls) => quoted(tls.dhe),
  ecdhe: (tls) => quoted(tls.ecdhe),
  ticketLifetime: (tls) => String(tls.ticketLifetime),
} as const satisfies Partial<Record<keyof TlsOptions, (tls: TlsOptions) => string>>;

type SharedName = keyof typeof SHARED;
const NAMES = Object.keys(SHARED) as SharedName[];

export interface TlsOption {
  /** As httpd.conf(5) writes it: "ticket lifetime". */
  readonly name: string;
  /** Quoted where it needs to be. */
  readonly value: string;
}

export type SharedTls =
  | { readonly ok: true; readonly options: readonly TlsOption[] }
  | { readonly ok: false; readonly server: Server; readonly why: string };

export function sharedTlsOptions(foreign: readonly Server[], listens: readonly OurListen[], port: number): SharedTls {
  const addresses = new Set(listens.flatMap((each) => each.resolved));
  const sharing = foreign.filter((server) => sharesSocket(server, addresses, port));
  const [first, ...others] = sharing;
  if (first === undefined) return { ok: true, options: [] };
  const demanding = sharing.find(({ tls }) => tls.clientCa !== null);
  if (demanding !== undefined) return { ok: false, server: demanding, why: 'asks clients for a certificate (tls client ca), which no sending server has' };
  const other = others.find(({ tls }) => NAMES.some((name) => tls[name] !== first.tls[name]));
  if (other !== undefined) return { ok: false, server: other, why: `has other tls options than server "${first.name}", and our server would share a port with both` };
  return { ok: true, options: NAMES.filter((name) => first.tls[name] !== DEFAULT_TLS[name]).map((name) => optionOf(name, first.tls)) };
}

function sharesSocket(server: Server, addresses: ReadonlySet<string>, port: number): boolean {
  return server.listens.some((listen) => listen.tls && listen.port === port && listen.resolved.some((each) => addresses.has(each)));
}

function optionOf(name: SharedName, tls: TlsOptions): TlsOption {
  return { name: name === 'ticketLifetime' ? 'ticket lifetime' : name, value: SHARED[name](tls) };
}

function quoted(text: string): string {
  return `"${text}"`;
}
