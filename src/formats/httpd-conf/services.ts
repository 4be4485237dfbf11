// Names of services(5) for ports a web server or a FastCGI program may use, and how httpd reads a port.
import { LARGEST_PORT } from './limits.ts';

const SERVICES: ReadonlyMap<string, number> = new Map([
  ['ftp', 21], ['ssh', 22], ['telnet', 23], ['smtp', 25], ['mail', 25], ['time', 37], ['whois', 43], ['domain', 53], ['nameserver', 53],
  ['tftp', 69], ['gopher', 70], ['finger', 79], ['www', 80], ['http', 80], ['www-http', 80], ['kerberos', 88], ['kerberos-sec', 88],
  ['pop3', 110], ['sunrpc', 111], ['portmap', 111], ['auth', 113], ['ident', 113], ['tap', 113], ['nntp', 119], ['ntp', 123],
  ['imap', 143], ['imap2', 143], ['snmp', 161], ['bgp', 179], ['irc', 194], ['imap3', 220], ['ldap', 389], ['https', 443],
  ['smtps', 465], ['submissions', 465], ['isakmp', 500], ['printer', 515], ['spooler', 515], ['nntps', 563], ['submission', 587],
  ['ipp', 631], ['ldaps', 636], ['domain-s', 853], ['rsync', 873], ['imaps', 993], ['pop3s', 995], ['socks', 1080],
  ['openvpn', 1194], ['radius', 1812], ['nfsd', 2049], ['nfs', 2049], ['cvspserver', 2401], ['mysql', 3306], ['rdp', 3389],
  ['svn', 3690], ['sip', 5060], ['sips', 5061], ['xmpp-client', 5222], ['postgresql', 5432], ['vnc', 5900], ['redis', 6379],
  ['http-alt', 8080], ['webcache', 8080], ['git', 9418],
]);

/** Port of a services(5) name; null if this table does not have it. */
export function resolveService(name: string): number | null {
  return SERVICES.get(name) ?? null;
}

/** A port in quotes or by name: strtonum(3) first, which takes leading blanks and a sign, then services(5). */
export function portNumber(text: string, resolve: (name: string) => number | null): number | null {
  if (/^[ \t\n\v\f\r]*[+-]?[0-9]+$/.test(text)) {
    const port = Number(text.trim()) + 0;
    if (port >= 0 && port <= LARGEST_PORT) return port;
  }
  return resolve(text);
}
