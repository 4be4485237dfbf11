// Servers that will never be asked, and listens that miss some of the world.
import type { Bytes } from '../model/bytes.ts';
import type { HttpdConf, Server } from '../model/httpd-conf.ts';
import type { LintFinding } from '../model/lint.ts';
import { AnsweringServers } from '../formats/httpd-conf/answering-server.ts';
import { placeInText } from './place-in-text.ts';

/** `ipv6Hosts`: names that have an AAAA record or an IPv6 address in stsctl.conf. */
export function lintServers(file: string, text: Bytes, conf: HttpdConf, ipv6Hosts: ReadonlySet<string>): LintFinding[] {
  const place = (server: Server, line: number, word?: string) => (server.file === file ? placeInText(file, text, line, word) : { file: server.file, line });
  return [...shadowed(conf, place), ...ipv4Only(conf, ipv6Hosts, place), ...staples(conf, place)];
}

type PlaceOf = (server: Server, line: number, word?: string) => LintFinding['place'];

/** A literal name is shadowed when an earlier server takes it on every socket it listens on. */
function shadowed(conf: HttpdConf, place: PlaceOf): LintFinding[] {
  const answering = new AnsweringServers(conf);
  return conf.servers.flatMap((server) =>
    server.names
      .filter(({ name, match }) => !match && !/[*?[\\]/.test(name))
      .flatMap(({ name, line }) => {
        const firsts = socketsOf(server).map(({ address, port }) => ({ address, port, first: answering.of(address, port, name)[0] }));
        const lost = firsts.filter(({ first }) => first !== undefined && first !== server);
        const [one] = lost;
        if (one?.first === undefined) return [];
        const where = lost.length === firsts.length ? '' : ` on ${one.address} port ${one.port}`;
        return [shadowFinding(place(server, line, name), name, one.first, where)];
      }),
  );
}

function socketsOf(server: Server): { readonly address: string; readonly port: number }[] {
  return server.listens.flatMap(({ resolved, port }) => resolved.map((address) => ({ address, port })));
}

function shadowFinding(place: LintFinding['place'], name: string, first: Server, where: string): LintFinding {
  const by = first.names.map((each) => `"${each.name}"`).join(', ');
  return {
    code: 'shadowed-server',
    severity: 'error',
    place,
    message: `server "${name}" is never asked${where}: server "${first.name}" (${first.file}:${first.line}) answers for it`,
    why: `httpd takes the first server in the file whose name or alias matches, and ${by} does`,
    next: `move server "${name}" before line ${first.line}, or narrow the names of server "${first.name}"`,
  };
}

/** The CA prefers IPv6 and so do many senders. */
function ipv4Only(conf: HttpdConf, hosts: ReadonlySet<string>, place: PlaceOf): LintFinding[] {
  return conf.servers.flatMap((server) => {
    const name = server.names.find((each) => hosts.has(each.name.toLowerCase()));
    const listen = server.listens[0];
    if (name === undefined || listen === undefined || server.listens.some(({ resolved }) => resolved.some((address) => address.includes(':')))) return [];
    return [
      {
        code: 'ipv4-only',
        severity: 'error',
        place: place(server, listen.line, listen.address),
        message: `server "${server.name}" listens on IPv4 alone, and ${name.name} has an IPv6 address`,
        why: 'certificate authorities and senders try IPv6 first and do not fall back on a wrong answer',
        next: `write: listen on * ${listen.tls ? 'tls ' : ''}port ${listen.port}, or add the IPv6 address`,
      },
    ];
  });
}

function staples(conf: HttpdConf, place: PlaceOf): LintFinding[] {
  return conf.servers
    .filter(({ tls }) => tls.ocsp !== null)
    .map((server) => ({
      code: 'ocsp-staple',
      severity: 'warning',
      place: place(server, server.line, server.name),
      message: `server "${server.name}" staples OCSP answers from ${server.tls.ocsp}`,
      why: 'Let\'s Encrypt ended OCSP in 2025, and httpd refuses its whole configuration when the file is missing',
      next: 'remove the ocsp option, and the cron line that runs ocspcheck',
    }));
}
