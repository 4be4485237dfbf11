// A real nsd as the primary of example.com, set up where OpenBSD has it, and a second one as its secondary.
import { dirname } from 'node:path';
import type { Namespace } from './namespace.ts';

export const PRIMARY = '127.0.0.2';
export const SECONDARY = '127.0.0.3';
export const ZONE_FILE = '/var/nsd/zones/master/example.com.zone';
const CONF = '/var/nsd/etc/nsd.conf';
const SECONDARY_CONF = '/var/nsd-secondary/nsd.conf';

function options(address: string, directory: string, zonesdir: string): string {
  return `server:
  ip-address: ${address}@53
  server-count: 1
  username: ""
  chroot: ""
  zonesdir: "${zonesdir}"
  database: ""
  pidfile: "${directory}/pid"
  logfile: "${directory}/log"
  xfrdfile: "${directory}/xfrd.state"
  zonelistfile: "${directory}/zone.list"
  xfrdir: "${directory}"
  xfrd-reload-timeout: 0
remote-control:
  control-enable: yes
  control-interface: "${directory}/control"
`;
}

/** Files are written through `write`; a primary that is stopped leaves its control socket. */
export class NameServers {
  readonly #namespace: Namespace;
  readonly #write: (path: string, content: string) => void;

  constructor(namespace: Namespace, write: (path: string, content: string) => void) {
    this.#namespace = namespace;
    this.#write = write;
    for (const file of [CONF, SECONDARY_CONF, ZONE_FILE, '/var/nsd/db/x']) namespace.demand('mkdir', '-p', dirname(file));
    this.configure('master/example.com.zone');
    write(SECONDARY_CONF, `${options(SECONDARY, '/var/nsd-secondary', '/var/nsd-secondary')}zone:\n  name: "example.com"\n  zonefile: "example.com.zone"\n  request-xfr: AXFR ${PRIMARY} NOKEY\n  allow-notify: ${PRIMARY} NOKEY\n  outgoing-interface: ${SECONDARY}\n`);
  }

  /** nsd.conf of the primary, with this file for the zone. */
  configure(zonefile: string): void {
    this.#write(CONF, `${options(PRIMARY, '/var/nsd/db', '/var/nsd/zones')}zone:\n  name: "example.com"\n  zonefile: "${zonefile}"\n  notify: ${SECONDARY} NOKEY\n  provide-xfr: ${SECONDARY} NOKEY\n  outgoing-interface: ${PRIMARY}\n`);
  }

  start(): void {
    this.startPrimary();
    this.#namespace.demand('nsd', '-c', SECONDARY_CONF);
    this.#until(SECONDARY);
  }

  startPrimary(): void {
    this.#namespace.demand('nsd', '-c', CONF);
    this.#until(PRIMARY);
  }

  stopPrimary(): void {
    this.#namespace.demand('nsd-control', '-c', CONF, 'stop');
    this.#namespace.run(['/bin/sh', '-c', 'while kill -0 $(cat /var/nsd/db/pid) 2>/dev/null; do sleep 0.05; done']);
  }

  stopSecondary(): void {
    this.#namespace.demand('nsd-control', '-c', SECONDARY_CONF, 'stop');
    this.#namespace.run(['/bin/sh', '-c', 'while kill -0 $(cat /var/nsd-secondary/pid) 2>/dev/null; do sleep 0.05; done']);
  }

  startSecondary(): void {
    this.#namespace.demand('nsd', '-c', SECONDARY_CONF);
    this.#until(SECONDARY);
  }

  /** What is answered, one record a line, sorted. */
  ask(server: string, name: string, type: string): string {
    const script = "const r=new(require('node:dns').promises.Resolver)({timeout:500,tries:2});r.setServers([process.argv[1]]);r.resolve(process.argv[2],process.argv[3]).then(a=>console.log(JSON.stringify(a)),e=>console.log(e.code))";
    return this.#namespace.demand(process.execPath, '-e', script, server, name, type).trim();
  }

  serial(server: string): number {
    return (JSON.parse(this.ask(server, 'example.com', 'SOA')) as { serial: number }).serial;
  }

  #until(server: string): void {
    for (let attempt = 0; attempt < 50; attempt += 1) if (this.ask(server, 'example.com', 'SOA').startsWith('{')) return;
    throw new Error(`nsd at ${server} does not answer`);
  }
}
