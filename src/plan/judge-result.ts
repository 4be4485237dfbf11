// The file as it will be, judged before it is written: httpd takes it, and every policy host is reached and served.
import { HTTPD_CONF } from '../model/base-system.ts';
import type { Desired } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Facts } from '../model/facts.ts';
import type { HttpdVerdict, Server } from '../model/httpd-conf.ts';
import { AnsweringServers } from '../formats/httpd-conf/answering-server.ts';
import { httpdWorld } from '../formats/httpd-conf/facts-world.ts';
import { judgeHttpdConf } from '../formats/httpd-conf/judge-httpd-conf.ts';
import type { CertificatePaths } from './certificate-paths.ts';
import type { WantedBlock } from './edit-servers.ts';
import { findBlocks } from './find-blocks.ts';
import { hardMessages, messagesOf, placed } from './httpd-conf-verdict.ts';
import type { Role } from './marker.ts';
import { unchangedOn } from './part.ts';
import { TEMPLATE } from './render-servers.ts';
import { challengeFault, policyFault } from './role-fault.ts';

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
  const types = wrongTypes(content, arrived, facts);
  return { expected: messagesOf(verdict), diagnostics: types.length > 0 ? types : unserved(content, arrived, wanted, desired, facts) };
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

/** Every socket a policy host is to be reached on must lead to our server, and that must serve (DESIGN: reachable, not only valid). */
function unserved(content: string, { conf }: HttpdVerdict, wanted: readonly WantedBlock[], desired: Desired, facts: Facts): Diagnostic[] {
  const answering = new AnsweringServers(conf);
  const blocks = new Map(findBlocks(HTTPD_CONF, content, conf).ours.map(({ role, policyHost, server }) => [`${role} ${policyHost}`, server]));
  const files = new Map(desired.domains.map(({ policyHost, policyFile }) => [policyHost, policyFile.path]));
  return wanted.flatMap(({ role, policyHost }) => {
    const server = blocks.get(`${role} ${policyHost}`);
    if (server === undefined) return [lostBlock(role, policyHost, facts)];
    const other = server.listens.flatMap((listen) => otherFirst(answering, server, policyHost, listen.resolved, listen.port))[0];
    if (other !== undefined) return [answeredByOther(policyHost, other, facts)];
    const fault = role === 'challenge' ? challengeFault(server, conf) : policyFault(server, conf, files.get(policyHost) ?? null);
    return fault === null ? [] : [blockFault(role, policyHost, server, fault, desired, facts)];
  });
}

/** Once for the file, not for each domain: no server of ours can do anything about it. */
export function wrongTypes(content: string, { conf }: HttpdVerdict, facts: Facts): Diagnostic[] {
  const type = conf.types?.get('txt') ?? 'text/plain';
  if (type === 'text/plain') return [];
  const place = conf.statements.findLast(({ kind, range }) => kind === 'types' && /txt/.test(content.slice(range.start, range.end)));
  return [
    {
      code: 'httpd-conf-types',
      place: { file: HTTPD_CONF, ...(place === undefined ? {} : { line: place.line }) },
      message: `types gives .txt files the media type ${type}; a policy is text/plain (RFC 8461 3.2)`,
      unchanged: unchangedOn(facts),
      next: 'write in types: text/plain txt; then: stsctl plan',
    },
  ];
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

function blockFault(role: Role, policyHost: string, server: Server, fault: string, { templates }: Desired, facts: Facts): Diagnostic {
  const file = templates.get(TEMPLATE[role])?.file ?? TEMPLATE[role];
  return {
    code: 'template-result',
    place: { file },
    message: `the ${role} server that it makes for ${policyHost} would not do (${HTTPD_CONF}:${server.line}): ${fault}`,
    unchanged: unchangedOn(facts),
    next: `correct ${file}, then: stsctl plan`,
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
