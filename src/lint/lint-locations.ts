// Will the CA's challenge and the senders' policy request reach a file?
import type { Bytes } from '../model/bytes.ts';
import type { HttpdConf, Server } from '../model/httpd-conf.ts';
import type { LintCode, LintFinding } from '../model/lint.ts';
import { answeringLocation } from '../formats/httpd-conf/answering-location.ts';
import { obstacleOf, servedFile, textMediaType } from '../formats/httpd-conf/served-file.ts';
import { CHALLENGE_PATH, POLICY_PATH } from '../formats/httpd-conf/policy-request.ts';
import { meantFor, neverMatches } from './meant-for.ts';
import { placeInText } from './place-in-text.ts';

export function lintLocations(file: string, text: Bytes, conf: HttpdConf): LintFinding[] {
  const lint = new LocationLint(file, text, conf);
  return conf.servers.flatMap((server) => [
    ...lint.withoutSlash(server),
    ...lint.swallowed(server, CHALLENGE_PATH, 'acme-challenge', 'challenge-swallowed'),
    ...lint.swallowed(server, POLICY_PATH, 'mta-sts.txt', 'policy-swallowed'),
    ...lint.mediaType(server),
  ]);
}

class LocationLint {
  readonly #file: string;
  readonly #text: Bytes;
  readonly #conf: HttpdConf;

  constructor(file: string, text: Bytes, conf: HttpdConf) {
    this.#file = file;
    this.#text = text;
    this.#conf = conf;
  }

  /** httpd compares the pattern with the whole path, which begins with a slash. */
  withoutSlash(server: Server): LintFinding[] {
    return server.locations
      .filter(neverMatches)
      .map(({ path, line, file }) => ({
        code: 'location-without-slash',
        severity: 'error',
        place: this.#place(file, line, path),
        message: `location "${path}" never matches`,
        why: 'every path begins with a slash, and the pattern has none',
        next: `write: location "/${path}"`,
      }));
  }

  /** Only where the server means to serve it: some location names the path. */
  swallowed(server: Server, path: string, word: string, code: LintCode): LintFinding[] {
    const meant = meantFor(server, word);
    if (meant === null) return [];
    const answering = answeringLocation(server, path);
    if (answering !== meant) {
      const by = answering === null ? 'no location' : `location "${answering.path}" (line ${answering.line})`;
      return [this.#swallowedBy(code, server, meant.line, meant.path, `${by} answers for ${path} in place of location "${meant.path}"`, `put location "${meant.path}" first, with a pattern that begins with /.well-known/`)];
    }
    const obstacle = obstacleOf(meant);
    return obstacle === null ? [] : [this.#swallowedBy(code, server, meant.line, meant.path, `location "${meant.path}" ${obstacle.what}`, obstacle.next)];
  }

  #swallowedBy(code: LintCode, server: Server, line: number, word: string, message: string, next: string): LintFinding {
    const why = code === 'challenge-swallowed' ? 'the certificate authority fetches the token without credentials and the order fails' : 'a sending server takes nothing but a 200 (RFC 8461 3.3)';
    return { code, severity: 'error', place: this.#place(server.file, line, word), message, why, next };
  }

  /** RFC 8461 3.2: text/plain. httpd's built-in types have txt; a types block replaces them all. */
  mediaType(server: Server): LintFinding[] {
    const { location, obstacle } = servedFile(this.#conf, server, POLICY_PATH);
    const isMeant = meantFor(server, 'mta-sts.txt') !== null || isPolicyServer(server);
    const type = textMediaType(this.#conf, location ?? server);
    if (!isMeant || obstacle !== null || type === 'text/plain') return [];
    const subject = location === null ? `server "${server.name}"` : `location "${location.path}"`;
    return [
      {
        code: 'policy-media-type',
        severity: 'warning',
        place: location === null ? this.#place(server.file, server.line, server.name) : this.#place(location.file, location.line, location.path),
        message: `${subject} serves the policy as ${type}`,
        why: 'the types block has no txt, and senders expect text/plain (RFC 8461 3.2)',
        next: `add to that ${location === null ? 'server' : 'location'}: default type text/plain`,
      },
    ];
  }

  #place(file: string, line: number, word: string) {
    return file === this.#file ? placeInText(file, this.#text, line, word) : { file, line };
  }
}

/** RFC 8461 3.2: the policy host is mta-sts.DOMAIN, and speaks TLS. */
function isPolicyServer({ names, listens }: Server): boolean {
  return listens.some(({ tls }) => tls) && names.some(({ name }) => /^mta-sts\./i.test(name));
}
