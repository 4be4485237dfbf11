// The stand-in acme-client(1): issues, renews and revokes over ACME; exit 0 changed, 2 nothing due, 1 failed.
import type { KeyObject } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { judgeAcmeClientConf } from '../../../src/formats/acme-client-conf/judge-acme-client-conf.ts';
import { formatAcmeClientConf } from '../../../src/formats/acme-client-conf/format-acme-client-conf.ts';
import type { AcmeAuthority, AcmeClientVerdict, AcmeDomain } from '../../../src/model/acme-client-conf.ts';
import { errorText } from '../error-text.ts';
import { AcmeSession } from './acme-session.ts';
import { certificateRequest } from './certificate-request.ts';
import { parseCommandLine, USAGE, type CommandLine } from './command-line.ts';
import { isDue, readCertificate } from './due.ts';
import { placed, Trouble, warn, type Io } from './io.ts';
import { isThrowAway, issueThrowAway } from './issue-throw-away.ts';
import { readOrMakeKey } from './keys.ts';
import { placeOrder } from './order.ts';
import { storeCertificate } from './store-certificate.ts';

export async function run(argv: readonly string[], io: Io): Promise<number> {
  const line = parseCommandLine(argv);
  if (typeof line === 'string') {
    io.stderr(line);
    return 1;
  }
  try {
    return await perform(line, io);
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    for (const each of error.lines) warn(io, each);
    return 1;
  }
}

async function perform(line: CommandLine, io: Io): Promise<number> {
  if (!io.isRoot) throw new Trouble('must be run as root');
  const verdict = readConf(line, io);
  io.stderr(verdict.stderr.map((each) => `${each}\n`).join(''));
  if (verdict.exit !== 0 || line.checkOnly) {
    if (line.checkOnly && line.verbose && verdict.exit === 0) io.stdout(formatAcmeClientConf(verdict.conf).map((each) => `${each}\n`).join(''));
    return verdict.exit;
  }
  const [handle, ...more] = line.operands;
  if (handle === undefined || more.length > 0) {
    io.stderr(USAGE);
    return 1;
  }
  const found = verdict.conf.domains.find((each) => each.handle === handle);
  if (found === undefined) throw new Trouble(`domain ${handle} not found`);
  const domain = withPlaces(found);
  const authority = verdict.conf.authorities.find(({ name }) => name === domain.authority);
  if (authority === undefined) throw new Trouble('no authorities configured');
  checkDirectories(domain, io);
  return line.revoke ? revoke(domain, authority, line, io) : issue(domain, authority, line, io);
}

/** fopen(3) opens a directory too, and there is nothing in it. */
function textOf(path: string): string | null {
  if (!existsSync(path)) return null;
  return statSync(path).isDirectory() ? '' : readFileSync(path, 'latin1');
}

function modeOf(path: string): number | string | null {
  try {
    return statSync(path).mode & 0o7777;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? null : errorText(error);
  }
}

/** Chains that are no absolute paths lie beside the certificate (acme-client.conf(5)). */
function withPlaces(domain: AcmeDomain): AcmeDomain {
  const beside = (path: string | null) => (path === null || path.startsWith('/') ? path : `${certificateDirectory(domain)}/${path}`);
  return { ...domain, chain: beside(domain.chain), fullChain: beside(domain.fullChain) };
}

function certificateDirectory({ certificate, fullChain }: AcmeDomain): string {
  return dirname(certificate ?? fullChain ?? '');
}

function readConf({ configFile }: CommandLine, io: Io): AcmeClientVerdict {
  const name = configFile ?? '/etc/acme-client.conf';
  const path = configFile ?? io.root + name;
  const text = textOf(path);
  if (text === null) throw new Trouble(`pushfile: ${name}: No such file or directory`);
  const below = (each: string) => placed(io.root, each);
  return judgeAcmeClientConf(name, text, {
    readInclude: (each) => textOf(below(each)),
    modeOf: (each) => modeOf(below(each)),
  });
}

function checkDirectories(domain: AcmeDomain, { root }: Io): void {
  const needed: readonly (readonly [path: string, name: string])[] = [
    [certificateDirectory(domain), 'cert'],
    [domain.challengedir, 'challenge'],
  ];
  const missing = needed.filter(([path]) => !existsSync(placed(root, path)));
  if (missing.length > 0) throw new Trouble(...missing.map(([path, name]) => `${path}: ${name} directory must exist`));
}

function teller({ verbose }: CommandLine, io: Io): (line: string) => void {
  return (text) => {
    if (verbose) warn(io, text);
  };
}

async function issue(domain: AcmeDomain, authority: AcmeAuthority, line: CommandLine, io: Io): Promise<number> {
  const names = [...new Set([domain.name, ...domain.alternativeNames])];
  const keys = attempt(() => ({
    account: readOrMakeKey(io.root, authority.accountKey, authority.accountKeyType),
    domain: readOrMakeKey(io.root, domain.key, domain.keyType),
  }), io);
  const file = domain.certificate ?? domain.fullChain ?? '';
  const due = isDue({ file, names, force: line.force, verbose: line.verbose, now: new Date() }, io);
  if (keys === null) return 1;
  if (!due) return 2;
  const tell = teller(line, io);
  const asked = isThrowAway(io) ? issueThrowAway(domain, keys.domain, names, io) : issueOverAcme(domain, authority, keys, names, line, io);
  const pem = await asked.catch((error: unknown) => {
    // The network is another process of acme-client's, and -v tells how it ended.
    throw error instanceof Trouble && line.verbose ? new Trouble(...error.lines, `bad exit: netproc(${process.pid}): 1`) : error;
  });
  for (const each of storeCertificate(io.root, domain, pem)) tell(`${each}: created`);
  return 0;
}

/** Keys are read by another process than the one that looks at the certificate: both speak. */
function attempt<T>(work: () => T, io: Io): T | null {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    for (const each of error.lines) warn(io, each);
    return null;
  }
}

function newSession(authority: AcmeAuthority, key: KeyObject, { verbose }: CommandLine, tell: (line: string) => void, io: Io): AcmeSession {
  const roots = `${io.root}/etc/ssl/cert.pem`;
  return new AcmeSession({ key, insecure: authority.insecure, verbose, tell, ca: existsSync(roots) ? readFileSync(roots, 'utf8') : undefined });
}

async function issueOverAcme(domain: AcmeDomain, authority: AcmeAuthority, keys: { account: KeyObject; domain: KeyObject }, names: readonly string[], line: CommandLine, io: Io): Promise<string> {
  const tell = teller(line, io);
  const session = newSession(authority, keys.account, line, tell, io);
  await session.open(authority.apiUrl);
  await register(session, authority, tell, io);
  const challengeDirectory = { path: placed(io.root, domain.challengedir), name: domain.challengedir };
  return placeOrder(session, { names, request: await certificateRequest(keys.domain, names), challengeDirectory, tell }, io);
}

/** acme-client(1): the account's URL goes to standard output once, when it is new. */
async function register(session: AcmeSession, { contact }: AcmeAuthority, tell: (line: string) => void, io: Io): Promise<void> {
  const { status, location } = await session.post(session.urlOf('newAccount'), { termsOfServiceAgreed: true, ...(contact === null ? {} : { contact: [contact] }) });
  session.account = location;
  if (status === 201) io.stdout(`account key: ${location}\n`);
  else tell(`account key: ${location}`);
}

async function revoke(domain: AcmeDomain, authority: AcmeAuthority, line: CommandLine, io: Io): Promise<number> {
  const file = domain.certificate ?? domain.fullChain ?? '';
  if (!existsSync(placed(io.root, file))) throw new Trouble(`${file}: no certificate found`);
  const tell = teller(line, io);
  const session = newSession(authority, readOrMakeKey(io.root, authority.accountKey, authority.accountKeyType), line, tell, io);
  await session.open(authority.apiUrl);
  await register(session, authority, tell, io);
  await session.post(session.urlOf('revokeCert'), { certificate: readCertificate(placed(io.root, file)).raw.toString('base64url') });
  for (const each of [domain.certificate, domain.chain, domain.fullChain]) if (each !== null) rmSync(placed(io.root, each), { force: true });
  return 0;
}
