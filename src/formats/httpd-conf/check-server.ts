// The checks httpd(8) makes at the end of a server block, in its order, and what it stores of the server.
import type { ServerDraft, Host } from './drafts.ts';
import type { Reading } from './reading.ts';

/** Bad: dropped with a mistake. Twice: the whole parse ends. No certificate: dropped with a warning. */
export type Check = 'good' | 'bad' | 'twice' | 'no certificate';

export function checkServer(c: Reading): Check {
  const { draft } = c;
  const { name, address, port, tls } = draft.main;
  if (address === null) return bad(c, 'listen address not specified');
  if (c.sockets.has(name, address, port)) return twice(c, name);
  const neighbour = c.sockets.first(address, port);
  if (neighbour !== null && neighbour.tls !== tls) return bad(c, `server "${name}": tls and non-tls on same address/port`);
  if (neighbour !== null && tls && !isSameTls(neighbour.draft, draft)) {
    return bad(c, `server "${name}": tls configuration mismatch on same address/port`);
  }
  if (tls && draft.tls.protocols === '') return bad(c, `server "${name}": no tls protocols`);
  if (!hasKeys(c, draft.main)) return 'no certificate';
  const missing = missingFile(c, draft.main);
  return missing === null ? 'good' : bad(c, `server "${name}": failed to load ${missing}`);
}

/** Each further name and address becomes a server of its own, and is checked again as one. */
export function storeHosts(c: Reading): Check {
  const { draft } = c;
  store(c, draft.main.name, draft.main);
  for (const listening of draft.hosts) {
    if (listening.address === null) continue;
    for (const { name } of draft.hosts.filter((named) => named.name !== '' && !(named === draft.main && listening === draft.main))) {
      const check = checkCopy(c, name, listening);
      if (check !== 'good') return check;
      store(c, name, listening);
    }
  }
  return 'good';
}

function checkCopy(c: Reading, name: string, { address, port, tls }: Host): Check {
  hasKeys(c, { name, address, port, tls });
  const missing = missingFile(c, { name, address, port, tls });
  if (missing !== null) {
    c.mistake(`failed to load ${missing} for server ${name}`);
    return 'twice';
  }
  return c.sockets.has(name, address ?? '', port) ? twice(c, name) : 'good';
}

function store(c: Reading, name: string, { address, port, tls }: Host): void {
  c.sockets.add(name, address ?? '', port, tls, c.draft);
  c.stored += 1;
}

function bad(c: Reading, text: string): Check {
  c.mistake(text);
  return 'bad';
}

function twice(c: Reading, name: string): Check {
  c.mistake(`server "${name}" defined twice`);
  return 'twice';
}

/** FACTS 1, Meaning checks: certificates and OCSP files may differ. */
function isSameTls(a: ServerDraft, b: ServerDraft): boolean {
  return a.client.ca === b.client.ca && a.client.crl === b.client.crl && a.client.optional === b.client.optional
    && a.tls.protocols === b.tls.protocols && a.tls.ticketLifetime === b.tls.ticketLifetime
    && a.tls.ciphers === b.tls.ciphers && a.tls.dhe === b.tls.dhe && a.tls.ecdhe === b.tls.ecdhe;
}

/** FACTS 1, Certificates: the files are only read, and a missing one is a soft failure. */
function hasKeys(c: Reading, { name, tls }: Host): boolean {
  if (!tls || (c.world.isReadable(c.draft.tls.certificate) && c.world.isReadable(c.draft.tls.key))) return true;
  c.lexer.reader.warn(`server "${name}": failed to load public/private keys`);
  return false;
}

function missingFile(c: Reading, { tls }: Host): string | null {
  const { client, tls: options } = c.draft;
  const isMissing = (path: string | null): boolean => path !== null && !c.world.isReadable(path);
  if (client.ca && isMissing(options.clientCa)) return 'ca cert(s)';
  if (client.ca && isMissing(options.clientCrl)) return 'crl(s)';
  if (!tls || !isMissing(options.ocsp)) return null;
  c.lexer.reader.messages.push(`server_tls_load_ocsp: Failed to load ocsp staple from ${options.ocsp}`);
  return 'ocsp staple';
}
