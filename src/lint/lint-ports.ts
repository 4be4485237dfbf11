// Another program on a port that httpd.conf listens on: httpd does not come up, or is never asked.
import type { Bytes } from '../model/bytes.ts';
import type { HttpdConf, Listen, Server } from '../model/httpd-conf.ts';
import type { LintFinding } from '../model/lint.ts';
import { placeInText } from './place-in-text.ts';

/** A socket that some program other than httpd listens on. */
export interface ForeignSocket {
  /** "relayd (pid 4711)", "relayd (/etc/relayd.conf:12)". */
  readonly owner: string;
  /** "*" for any. */
  readonly address: string;
  readonly port: number;
}

export function lintPorts(file: string, text: Bytes, { servers }: HttpdConf, sockets: readonly ForeignSocket[]): LintFinding[] {
  const seen = new Set<string>();
  return servers.flatMap((server) =>
    server.listens.flatMap((listen) => {
      const socket = sockets.find((each) => collides(each, listen));
      const key = `${listen.address} ${listen.port}`;
      if (socket === undefined || seen.has(key)) return [];
      seen.add(key);
      return [portFinding(file, text, server, listen, socket)];
    }),
  );
}

function collides(socket: ForeignSocket, { port, resolved, address }: Listen): boolean {
  return socket.port === port && (socket.address === '*' || address === '*' || resolved.includes(socket.address));
}

function portFinding(file: string, text: Bytes, server: Server, listen: Listen, { owner, address, port }: ForeignSocket): LintFinding {
  return {
    code: 'port-taken',
    severity: 'error',
    place: server.file === file ? placeInText(file, text, listen.line, listen.address) : { file: server.file, line: listen.line },
    message: `${owner} listens on ${address} port ${port}, and so does server "${server.name}"`,
    why: 'httpd exits when it can\'t bind, or requests go to the other program, which does not know the policy host',
    next: `have ${owner.split(' ')[0]} hand the requests of mta-sts hosts to httpd on another port, or give the two different addresses`,
  };
}

/** relayd.conf(5): `listen on ADDRESS port PORT [tls]` of its relays. */
export function relaydSockets(file: string, text: Bytes): ForeignSocket[] {
  return text.split('\n').flatMap((line, index) => {
    const found = /^[ \t]*listen[ \t]+on[ \t]+"?([^\s"]+)"?[ \t]+port[ \t]+"?(\w+)"?/.exec(line);
    const port = found === null ? 0 : portOf(found[2] ?? '');
    return found === null || port === 0 ? [] : [{ owner: `relayd (${file}:${index + 1})`, address: anyOr(found[1] ?? ''), port }];
  });
}

/** fstat(1): USER CMD PID FD internet[6] stream tcp … ADDRESS:PORT; connected sockets have an arrow. */
export function fstatSockets(output: Bytes): ForeignSocket[] {
  return output.split('\n').flatMap((line) => {
    const found = /^\S+\s+(\S+)\s+(\d+)\s+\S+\s+internet6?\s+stream\s+tcp\b.*\s(\S+):(\d+)$/.exec(line);
    if (found === null || /<-|->/.test(line) || found[1] === 'httpd') return [];
    return [{ owner: `${found[1]} (pid ${found[2]})`, address: anyOr((found[3] ?? '').replace(/^\[|\]$/g, '')), port: Number(found[4]) }];
  });
}

function anyOr(address: string): string {
  return address === '0.0.0.0' || address === '::' || address === '*' ? '*' : address;
}

const NAMED: Readonly<Record<string, number>> = { http: 80, www: 80, https: 443 };

function portOf(word: string): number {
  return NAMED[word] ?? (/^\d+$/.test(word) ? Number(word) : 0);
}
