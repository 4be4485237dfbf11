// Is the token where acme-client puts it the one that httpd serves?
import { posix } from 'node:path';
import type { AcmeDomain } from '../model/acme-client-conf.ts';
import { CHALLENGEDIR } from '../model/base-system.ts';
import type { Bytes } from '../model/bytes.ts';
import type { HttpdConf, Server } from '../model/httpd-conf.ts';
import type { LintFinding } from '../model/lint.ts';
import { AnsweringServers, matchesHost } from '../formats/httpd-conf/answering-server.ts';
import { challengeIsFollowed } from '../formats/httpd-conf/followed-redirect.ts';
import { CHALLENGE_PATH } from '../formats/httpd-conf/policy-request.ts';
import { servedFile, type Served } from '../formats/httpd-conf/served-file.ts';
import { meantFor } from './meant-for.ts';
import { placeInText } from './place-in-text.ts';

const TOKEN = posix.basename(CHALLENGE_PATH);
const WHY = 'the certificate authority does not get the token, and the order fails';

/** `domains`: the handles of the acme-client.conf that is linted too. */
export function lintChallenges(file: string, text: Bytes, conf: HttpdConf, domains: readonly AcmeDomain[]): LintFinding[] {
  const place = (at: string, line: number, word: string) => (at === file ? placeInText(file, text, line, word) : { file: at, line });
  const names = domains.flatMap((domain) => [domain.name, ...domain.alternativeNames].map((name): Wanted => ({ name, domain })));
  return [...misplaced(conf, names, place), ...unserved(conf, names, place)];
}

interface Wanted {
  readonly name: string;
  readonly domain: AcmeDomain;
}

type PlaceOf = (file: string, line: number, word: string) => LintFinding['place'];

/** Locations for the challenge that look elsewhere. */
function misplaced(conf: HttpdConf, names: readonly Wanted[], place: PlaceOf): LintFinding[] {
  return conf.servers.flatMap((server) => {
    const meant = meantFor(server, 'acme-challenge');
    const served = servedFile(conf, server, CHALLENGE_PATH);
    if (meant === null || served.location !== meant || served.obstacle !== null) return [];
    const own = names.filter(({ name }) => server.names.some((each) => matchesHost(each, name))).map(({ domain }) => domain.challengedir);
    const directory = own.length === 0 ? unlikely(served.file) : wrongOf(served.file, own);
    if (directory === null) return [];
    return [elsewhere(served, directory, conf, place(meant.file, meant.line, meant.path), `location "${meant.path}"`)];
  });
}

/** Where acme-client.conf does not say it: any directory will do, but not one below the usual one. */
function unlikely(file: string): string | null {
  if (posix.basename(file) !== TOKEN) return CHALLENGEDIR;
  return file.startsWith(`${CHALLENGEDIR}/`) ? wrongOf(file, [CHALLENGEDIR]) : null;
}

/** A handle that is outside the chroot is told of in acme-client.conf. */
function wrongOf(file: string, directories: readonly string[]): string | null {
  const [first] = directories;
  return first === undefined || directories.includes(posix.dirname(file)) ? null : first;
}

function elsewhere({ file, location }: Served, directory: string, { chroot }: HttpdConf, place: LintFinding['place'], subject: string): LintFinding {
  const root = posix.join('/', posix.relative(chroot, directory));
  const rooted = location?.root === root ? '' : `root "${root}" and `;
  const message = `${subject} answers the challenge "${TOKEN}" with ${file}, and acme-client writes it to ${directory}/${TOKEN}`;
  const next = location === null ? locationToAdd(root) : `write in that location: ${rooted}request strip 2`;
  return { code: 'challenge-elsewhere', severity: 'error', place, message, why: WHY, next };
}

function locationToAdd(root: string): string {
  return `put first in that server: location "/.well-known/acme-challenge/*" with root "${root}", request strip 2 and pass`;
}

/** Servers on port 80 of names with a handle, and no location for the challenge. */
function unserved(conf: HttpdConf, names: readonly Wanted[], place: PlaceOf): LintFinding[] {
  const answering = new AnsweringServers(conf);
  const addresses = new Set(conf.servers.flatMap(({ listens }) => listens.filter(({ port }) => port === 80).flatMap(({ resolved }) => resolved)));
  const seen = new Set<Server>();
  return names.flatMap((wanted) => {
    const servers = [...addresses].flatMap((address) => answering.of(address, 80, wanted.name).slice(0, 1));
    return servers.flatMap((server) => {
      if (seen.has(server) || server.locations.some(({ path }) => path.includes('acme-challenge'))) return [];
      seen.add(server);
      return unservedBy(server, wanted, conf, answering, place);
    });
  });
}

function unservedBy(server: Server, { name, domain }: Wanted, conf: HttpdConf, answering: AnsweringServers, place: PlaceOf): LintFinding[] {
  const served = servedFile(conf, server, CHALLENGE_PATH);
  const { location, obstacle, file } = served;
  const directory = domain.challengedir;
  const at = location === null ? place(server.file, server.line, server.name) : place(location.file, location.line, location.path);
  const subject = location === null ? `server "${server.name}"` : `location "${location.path}"`;
  if (obstacle === null) return posix.dirname(file) === directory ? [] : [elsewhere(served, directory, conf, at, `${subject}, which is asked for ${name},`)];
  if (challengeIsFollowed(conf, answering, server, name, posix.join(directory, TOKEN))) return [];
  const what = location === null ? obstacle.what.replace(/^inherits or /, '') : obstacle.what;
  const message = `${subject} ${what}, and no location serves the challenges for ${name} (handle "${domain.handle}")`;
  return [{ code: 'challenge-swallowed', severity: 'error', place: at, message, why: WHY, next: locationToAdd(posix.join('/', posix.relative(conf.chroot, directory))) }];
}
