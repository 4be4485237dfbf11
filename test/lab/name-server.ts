// A real nsd inside a namespace, authoritative for the lab's zones.
import { mkdirSync, writeFileSync } from 'node:fs';
import type { Namespace } from './namespace.ts';
import { formatZone, labRecords, zoneOf, ZONES, type HostRecords } from './zone.ts';

const DIR = '/var/nsd-lab';
const CONF = `${DIR}/nsd.conf`;

export const NAME_SERVER = '127.0.0.1:53';

const OPTIONS = `server:
  ip-address: 127.0.0.1@53
  server-count: 1
  username: ""
  chroot: ""
  zonesdir: "${DIR}"
  pidfile: "${DIR}/pid"
  logfile: "${DIR}/log"
  xfrdfile: "${DIR}/xfrd.state"
  zonelistfile: "${DIR}/zone.list"
  xfrdir: "${DIR}"
remote-control:
  control-enable: yes
  control-interface: "${DIR}/control"
`;

/** The serial of a zone, as whoever asks gets it. */
const SERIAL = "const r=new(require('node:dns').promises.Resolver)({timeout:500});r.setServers(['127.0.0.1:53']);r.resolveSoa(process.argv[1]).then(({serial})=>console.log(serial),()=>process.exit(1))";

export class NameServer {
  readonly #namespace: Namespace;
  readonly #records = labRecords();
  #serial = 1;

  /** Serves at once. */
  constructor(namespace: Namespace) {
    this.#namespace = namespace;
    mkdirSync(namespace.path(DIR), { recursive: true });
    const zones = ZONES.map((zone) => `zone:\n  name: "${zone}"\n  zonefile: "${zone}.zone"\n`);
    writeFileSync(namespace.path(CONF), OPTIONS + zones.join(''));
    for (const zone of ZONES) this.#write(zone);
    namespace.demand('nsd', '-c', CONF);
    this.#untilServed(ZONES[0]);
  }

  /** Takes the place of every record of that name; null: there is no such name. Returns once it is served. */
  set(name: string, records: HostRecords | null): void {
    if (records === null) this.#records.delete(name);
    else this.#records.set(name, records);
    this.#serial += 1;
    const zone = zoneOf(name);
    this.#write(zone);
    this.#namespace.demand('nsd-control', '-c', CONF, 'reload', zone);
    this.#untilServed(zone);
  }

  #write(zone: string): void {
    writeFileSync(this.#namespace.path(`${DIR}/${zone}.zone`), formatZone(zone, this.#serial, this.#records));
  }

  #untilServed(zone: string): void {
    let said = '';
    for (let attempt = 0; attempt < 30; attempt += 1) {
      said = this.#namespace.run([process.execPath, '-e', SERIAL, zone]).stdout.trim();
      if (said === String(this.#serial)) return;
    }
    throw new Error(`nsd serves serial "${said}" of ${zone}, not ${this.#serial}`);
  }
}
