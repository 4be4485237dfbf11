// Which server of a configuration answers a request, as httpd(8) chooses it.
import type { HttpdConf, Server, ServerName } from '../../model/httpd-conf.ts';
import { matchGlob } from './glob.ts';
import { matchPattern } from './lua-pattern.ts';

/** True when httpd would take this name for that host: glob without regard to case, or a Lua pattern. */
export function matchesHost({ name, match }: ServerName, host: string): boolean {
  return match ? matchPattern(host, name) !== null : matchGlob(name, host, { ignoreCase: true });
}

const ANY = new Set(['0.0.0.0', '::']);

/** A name that stands for more than itself. */
function isPattern({ name, match }: ServerName): boolean {
  return match || /[*?[\\]/.test(name);
}

interface Candidate {
  readonly position: number;
  readonly server: Server;
  readonly name: ServerName;
}

/**
 * The servers of a configuration by what they answer to, made once for many questions. A socket on a specific
 * address takes its requests away from one on any address with the same port (httpd-grammar.md part 7).
 */
export class AnsweringServers {
  readonly #exact = new Map<string, Candidate[]>();
  readonly #patterns: Candidate[] = [];

  constructor(conf: HttpdConf) {
    conf.servers.forEach((server, position) => {
      for (const name of server.names) this.#add({ position, server, name });
    });
  }

  #add(candidate: Candidate): void {
    if (isPattern(candidate.name)) this.#patterns.push(candidate);
    else {
      const key = candidate.name.name.toLowerCase();
      this.#exact.set(key, [...(this.#exact.get(key) ?? []), candidate]);
    }
  }

  /** Every server on that socket whose name or alias takes the host, in the order httpd tries them. */
  of(address: string, port: number, host: string): Server[] {
    const patterns = this.#patterns.filter(({ name }) => matchesHost(name, host));
    const found = [...(this.#exact.get(host.toLowerCase()) ?? []), ...patterns];
    const onSocket = found.filter(({ server }) => listensOn(server, address, port));
    return [...new Set(onSocket.sort((a, b) => a.position - b.position).map(({ server }) => server))];
  }
}

function listensOn(server: Server, address: string, port: number): boolean {
  return server.listens.some((listen) => listen.port === port && listen.resolved.includes(address));
}

/** Every specific address a configuration listens on for a port, and the text that says so. */
export function specificListens(servers: readonly Server[], port: number): Map<string, { readonly resolved: readonly string[]; readonly tls: boolean }> {
  const found = new Map<string, { readonly resolved: readonly string[]; readonly tls: boolean }>();
  for (const { listens } of servers) {
    for (const { address, resolved, port: itsPort, tls } of listens) {
      if (itsPort !== port || resolved.some((each) => ANY.has(each))) continue;
      found.set(address, { resolved, tls });
    }
  }
  return found;
}
