// A redirect to https is no obstacle where the TLS server has the file: certificate authorities follow it (RFC 8555 8.3).
import type { HttpdConf, Server, Serving } from '../../model/httpd-conf.ts';
import { answeringLocation } from './answering-location.ts';
import type { AnsweringServers } from './answering-server.ts';
import { CHALLENGE_PATH } from './policy-request.ts';
import { servedFile } from './served-file.ts';

export function challengeIsFollowed(conf: HttpdConf, answering: AnsweringServers, server: Server, name: string, file: string): boolean {
  const { filter }: Serving = answeringLocation(server, CHALLENGE_PATH) ?? server;
  const [, host] = /^https:\/\/([^/:]*?)(?::443)?\$(?:REQUEST|DOCUMENT)_URI$/.exec(filter?.kind === 'block' ? (filter.uri ?? '') : '') ?? [];
  if (host === undefined) return false;
  const target = host.includes('$') ? name : host;
  const sockets = conf.servers.flatMap(({ listens }) => listens.filter(({ port, tls }) => port === 443 && tls).flatMap(({ resolved }) => resolved));
  const servers = [...new Set(sockets)].flatMap((address) => answering.of(address, 443, target).slice(0, 1));
  return servers.length > 0 && servers.every((each) => isServed(conf, each, file));
}

function isServed(conf: HttpdConf, server: Server, wanted: string): boolean {
  const { file, obstacle } = servedFile(conf, server, CHALLENGE_PATH);
  return obstacle === null && file === wanted;
}
