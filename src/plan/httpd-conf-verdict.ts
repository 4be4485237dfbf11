// What `httpd -n` says of the file as it is and as it will be; anything but what is expected stops the plan.
import { HTTPD_CONF } from '../model/base-system.ts';
import type { Desired } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Facts } from '../model/facts.ts';
import type { HttpdVerdict, Server } from '../model/httpd-conf.ts';
import type { Place } from '../model/place.ts';
import { AnsweringServers } from '../formats/httpd-conf/answering-server.ts';
import { httpdWorld } from '../formats/httpd-conf/facts-world.ts';
import { judgeHttpdConf } from '../formats/httpd-conf/judge-httpd-conf.ts';
import type { CertificatePaths } from './certificate-paths.ts';
import type { WantedBlock } from './edit-servers.ts';
import { findBlocks } from './find-blocks.ts';
import { unchangedOn } from './part.ts';

const OK = 'configuration OK';
/** An empty file is a file to start from. */
const EMPTY = 'no actions, nothing to do';
/** httpd drops such a server and goes on (FACTS part 1: soft failure). */
const SOFT = /: failed to load public\/private keys$/;

/** Stderr lines without FILE:LINE:, the closing line left out. */
export function messagesOf({ stderr }: HttpdVerdict): string[] {
  return stderr.filter((line) => line !== OK && line !== EMPTY).map((line) => line.replace(/^[^\n]*?:\d+: /, ''));
}

/** True when httpd would take the file, or there is nothing in it yet. */
export function isAcceptable(verdict: HttpdVerdict): boolean {
  return hardMessages(verdict).length === 0;
}

/** The warnings `httpd -n` gives on a file it accepts; null for one it does not accept. */
export function expectedWarnings(verdict: HttpdVerdict): string[] | null {
  return verdict.exit === 0 ? messagesOf(verdict) : null;
}

function hardMessages({ stderr }: HttpdVerdict): string[] {
  return stderr.filter((line) => line !== OK && line !== EMPTY && !SOFT.test(line));
}

export function brokenFile(verdict: HttpdVerdict, facts: Facts): Diagnostic {
  const [first = ''] = hardMessages(verdict);
  const { place, message } = placed(first);
  return {
    code: 'httpd-conf-broken',
    place,
    message: `httpd -n refuses the file as it is: ${message}`,
    unchanged: unchangedOn(facts),
    next: 'correct that line, then: httpd -n, then: stsctl plan',
  };
}

function placed(line: string): { readonly place: Place; readonly message: string } {
  const found = /^([^\n]*?):(\d+): (.*)$/.exec(line);
  if (found === null) return { place: { file: HTTPD_CONF }, message: line };
  return { place: { file: found[1] ?? HTTPD_CONF, line: Number(found[2]) }, message: found[3] ?? '' };
}

export interface JudgedResult {
  readonly expected: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Judges the new file twice: with the certificates there are, and as it will be when ours have arrived. */
export function judgedResult(content: string, facts: Facts, desired: Desired, paths: CertificatePaths, wanted: readonly WantedBlock[]): JudgedResult {
  const world = httpdWorld(facts);
  const verdict = judgeHttpdConf(HTTPD_CONF, content, world);
  const files = new Set(desired.domains.flatMap(({ policyHost }) => [paths.of(policyHost).certificate, paths.of(policyHost).key]));
  const arrived = judgeHttpdConf(HTTPD_CONF, content, { ...world, isReadable: (path) => files.has(path) || world.isReadable(path) });
  const wrong = [...hardMessages(verdict), ...hardMessages(arrived)];
  if (wrong.length > 0) return { expected: [], diagnostics: [brokenResult(wrong[0] ?? '', facts)] };
  const diagnostics = unreachable(content, arrived, wanted, facts);
  return { expected: messagesOf(verdict), diagnostics };
}

function brokenResult(line: string, facts: Facts): Diagnostic {
  const { place, message } = placed(line);
  return {
    code: 'template-result',
    place,
    message: `httpd -n would refuse the file that stsctl would write: ${message}`,
    unchanged: unchangedOn(facts),
    next: 'look at your templates in /etc/stsctl/templates/httpd.conf and at the servers that share an address and port with ours',
  };
}

/** Every socket a policy host is to be reached on must lead to our server (DESIGN: reachable, not only valid). */
function unreachable(content: string, verdict: HttpdVerdict, wanted: readonly WantedBlock[], facts: Facts): Diagnostic[] {
  const answering = new AnsweringServers(verdict.conf);
  const { ours } = findBlocks(HTTPD_CONF, content, verdict.conf);
  const blocks = new Map(ours.map(({ role, policyHost, server }) => [`${role} ${policyHost}`, server]));
  return wanted.flatMap(({ role, policyHost }) => {
    const server = blocks.get(`${role} ${policyHost}`);
    if (server === undefined) return [lostBlock(role, policyHost, facts)];
    const other = server.listens.flatMap((listen) => otherFirst(answering, server, policyHost, listen.resolved, listen.port))[0];
    return other === undefined ? [] : [answeredByOther(policyHost, other, facts)];
  });
}

function otherFirst(answering: AnsweringServers, server: Server, host: string, addresses: readonly string[], port: number): Server[] {
  return addresses.flatMap((address) => {
    const [first] = answering.of(address, port, host);
    return first === undefined || first === server ? [] : [first];
  });
}

function lostBlock(role: string, policyHost: string, facts: Facts): Diagnostic {
  return {
    code: 'template-result',
    place: { file: HTTPD_CONF },
    message: `the ${role} server of ${policyHost} would not be read as a server block of its own`,
    unchanged: unchangedOn(facts),
    next: 'look at the end of the file (a comment that ends in a backslash goes on) and at your templates in /etc/stsctl/templates/httpd.conf',
  };
}

function answeredByOther(policyHost: string, other: Server, facts: Facts): Diagnostic {
  return {
    code: 'httpd-conf-unreachable',
    place: { file: other.file, line: other.line },
    message: `server "${other.name}" would answer for ${policyHost} before ours`,
    unchanged: unchangedOn(facts),
    next: 'move that server behind the servers of stsctl, or narrow its names, then: stsctl plan',
  };
}
