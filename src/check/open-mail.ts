// The resolver and the mail hosts of a run.
import { getServers } from 'node:dns';
import { hostname } from 'node:os';
import type { Endpoint } from '../formats/endpoint.ts';
import { isDomain } from '../formats/mta-sts/domain-name.ts';
import { Resolver } from './dns/resolver.ts';
import { MailHosts } from './mail-hosts.ts';

export interface MailRun {
  /** Null for those of resolv.conf(5); an empty list asks nobody. */
  readonly resolvers: readonly Endpoint[] | null;
  readonly allowPrivate: boolean;
  readonly ca: readonly string[] | undefined;
  readonly smtpPort: number;
}

export function openMail({ resolvers, allowPrivate, ca, smtpPort }: MailRun, { dnsMs, smtpMs }: { readonly dnsMs: number; readonly smtpMs: number }): { readonly resolver: Resolver; readonly mailHosts: MailHosts } {
  const resolver = new Resolver({ servers: resolvers ?? systemResolvers(), timeoutMs: dnsMs });
  const helo = isDomain(hostname()) && hostname().includes('.') ? hostname() : '';
  return { resolver, mailHosts: new MailHosts(resolver, { port: smtpPort, allowPrivate, ca, timeoutMs: smtpMs, helo }) };
}

/** Of resolv.conf(5). */
export function systemResolvers(): Endpoint[] {
  return getServers().flatMap((text) => {
    const match = /^\[([^\]]+)\]:(\d+)$/.exec(text) ?? /^([^:]+):(\d+)$/.exec(text);
    return [match === null ? { address: text, port: 53 } : { address: match[1] ?? '', port: Number(match[2]) }];
  });
}
