// What a failed run of acme-client(1) means, in plain words: its own messages (FACTS part 5) and the authority's (RFC 8555 6.7).
import type { Bytes } from '../../model/bytes.ts';

export interface Explained {
  /** What went wrong, as part of a sentence. */
  readonly what: string;
  /** One edit or one command. */
  readonly next: string;
}

interface Rule {
  readonly sign: RegExp;
  readonly what: string;
  readonly next: string;
}

const REACH = 'see that http://HOST/.well-known/acme-challenge/ reaches this host from outside: A and AAAA records, pf, httpd on port 80';
/** stsctl leaves a handle and an authority that stand there as they are. */
const AUTHORITY = 'sign with in that handle of /etc/acme-client.conf, authority in stsctl.conf for a new handle';
const LATER = 'wait; acme-client asks again when it is run again';

/** Problem types of RFC 8555 6.7, from the problem document that acme-client -v prints. */
const TYPES: Readonly<Record<string, Explained>> = {
  accountDoesNotExist: { what: 'the authority does not know the account', next: 'set the account key aside (acme-client.conf: account key); a new one is made' },
  badCSR: { what: 'the authority refuses the request for these names or this kind of key', next: 'see the names and the type of the key of that handle in /etc/acme-client.conf (a new handle gets key_type of stsctl.conf)' },
  badNonce: { what: 'the authority refused a request as out of date', next: LATER },
  caa: { what: 'a CAA record in DNS forbids this authority to issue', next: 'add the authority to the CAA records of the domain (RFC 8659), or remove them' },
  connection: { what: 'the authority could not connect to this host over port 80', next: REACH },
  dns: { what: 'the authority could not look the name up', next: 'publish the A and AAAA records: stsctl dns' },
  externalAccountRequired: { what: 'the authority wants an account that is bound to one of its customers, which acme-client can\'t do', next: `use another authority: ${AUTHORITY}` },
  incorrectResponse: { what: 'the authority got another answer than its token', next: REACH },
  invalidContact: { what: 'the authority refuses the contact address', next: 'correct contact of the authority in /etc/acme-client.conf, and contact in stsctl.conf' },
  malformed: { what: 'the authority refused a request as malformed', next: LATER },
  rateLimited: { what: 'the authority has issued too much for this name or account lately (rate limit)', next: 'wait as long as its message says before trying again' },
  rejectedIdentifier: { what: 'the authority does not issue for this name', next: `see the spelling of the domain, or use another authority: ${AUTHORITY}` },
  serverInternal: { what: 'the authority has trouble of its own', next: LATER },
  tls: { what: 'the authority could not validate over TLS: a redirect from port 80 led it there', next: 'let the challenge location pass before any redirect: stsctl lint /etc/httpd.conf' },
  unauthorized: { what: 'the authority got another answer than its token', next: REACH },
  unsupportedContact: { what: 'the authority refuses the contact address', next: 'correct contact of the authority in /etc/acme-client.conf, and contact in stsctl.conf' },
  unsupportedIdentifier: { what: 'the authority does not issue for this kind of name', next: 'see the spelling of the domain' },
  userActionRequired: { what: 'the authority wants its terms accepted again', next: 'read what its message says' },
};

/** The first that is found in the output counts. */
const RULES: readonly Rule[] = [
  { sign: /No space left on device/, what: 'the disk is full', next: 'make room, then try again' },
  { sign: /must be run as root/, what: 'acme-client wants to be run by root', next: 'run stsctl as root' },
  { sign: /: domain key is a directory|PEM_read_PrivateKey/, what: 'the key file holds no key that can be used', next: 'stsctl apply' },
  { sign: /PEM_read_X509/, what: 'the certificate file holds no certificate', next: 'stsctl apply' },
  { sign: /group read\/writable or world read\/writable/, what: 'others than root can read or write a key', next: 'chmod 400 the key that is named, or: stsctl apply' },
  { sign: /challenge directory must exist/, what: 'the directory for challenges is not there', next: 'mkdir -m 755 /var/www/acme' },
  { sign: /cert directory must exist|\.(?:key|pem): No such file or directory/, what: 'a directory for its files is not there', next: 'create the directory that is named' },
  { sign: /^acme-client: domain \S+ not found$/m, what: 'acme-client.conf has no such handle', next: 'stsctl apply' },
  { sign: /: syntax error$/m, what: 'acme-client.conf can\'t be read', next: 'stsctl lint /etc/acme-client.conf' },
  { sign: /certificate verification failed/, what: 'the certificate of the authority\'s own server is not trusted', next: 'see the clock (rdate(8)) and /etc/ssl/cert.pem' },
  { sign: /RFC 8555 requires https/, what: 'the URL of the authority is not https:', next: 'correct api url of the authority in /etc/acme-client.conf, and url in stsctl.conf' },
  { sign: /bad HTTP: 429/, ...rule('rateLimited') },
  { sign: /returned 403|status code 403|(?<!bad HTTP): 403\b/, what: 'the authority\'s look at the challenge was forbidden (403)', next: 'let www read the challenges: chmod 755 /var/www/acme; run acme-client with umask 022' },
  { sign: /Non-200 status code|Invalid response from/, what: 'the authority looked for the challenge and did not get it', next: REACH },
  { sign: /connection refused|Timeout during connect|i\/o timeout|no route to host|network is unreachable/, what: 'the authority could not connect to this host over port 80', next: REACH },
  { sign: /NXDOMAIN|could not resolve|no valid A records|DNS problem|SERVFAIL/, ...rule('dns') },
  { sign: /bad HTTP: 404/, what: 'there is no ACME authority at its URL', next: 'correct api url of the authority in /etc/acme-client.conf, and url in stsctl.conf' },
  { sign: /bad HTTP: 4\d\d/, what: 'the authority refused the order', next: 'run by hand to see why: acme-client -v HANDLE' },
  { sign: /bad HTTP: 5\d\d/, ...rule('serverInternal') },
  { sign: /connect: |bad comm$/m, what: 'the authority could not be reached', next: 'see that this host can reach it: pf, DNS, the authority\'s status page' },
];

function rule(type: keyof typeof TYPES): Explained {
  return TYPES[type] ?? { what: 'it failed', next: LATER };
}

/** Null when nothing is known about it. HOST and HANDLE in the remedy are the handle's. */
export function explainFailure(output: Bytes, handle: string): Explained | null {
  const type = /urn:ietf:params:acme:error:([A-Za-z]+)/.exec(output)?.[1] ?? '';
  const found = Object.hasOwn(TYPES, type) ? TYPES[type] : RULES.find(({ sign }) => sign.test(output));
  return found === undefined ? null : { what: found.what, next: found.next.replaceAll(/HOST|HANDLE/g, () => handle) };
}
