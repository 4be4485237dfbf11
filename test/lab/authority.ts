// pebble inside a namespace: validates over port 80, asks the name server there.
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Namespace } from './namespace.ts';
import { NAME_SERVER } from './name-server.ts';
import { makeApiCertificate, NINETY_DAYS_SECONDS, pebbleConfig } from './pebble-files.ts';

const DIR = '/var/pebble';
const PORTS = { api: 14000, management: 15000, http: 80 } as const;

export interface AuthorityOptions {
  /** Seconds that certificates are valid; ninety days unless said. */
  readonly validitySeconds?: number;
  /** PEBBLE_WFE_NONCEREJECT, PEBBLE_AUTHZREUSE and the like. */
  readonly env?: Readonly<Record<string, string>>;
}

const ENVIRONMENT = { PEBBLE_VA_NOSLEEP: '1', PEBBLE_WFE_NONCEREJECT: '0', PEBBLE_AUTHZREUSE: '0' } as const;

/** `GET` of a URL whose certificate nobody knows. */
const GET = "require('node:https').get(process.argv[1],{rejectUnauthorized:false,agent:false},(r)=>r.pipe(process.stdout)).on('error',()=>process.exit(1))";

export class Authority {
  readonly directoryUrl = `https://localhost:${PORTS.api}/dir`;
  /** Paths inside: the root of its API, and every root it has issued from: a restarted pebble has a new one. */
  readonly apiCaFile = `${DIR}/api.pem`;
  readonly rootsFile = `${DIR}/roots.pem`;
  readonly #namespace: Namespace;
  #pid: number | null = null;

  constructor(namespace: Namespace) {
    this.#namespace = namespace;
    mkdirSync(namespace.path(DIR), { recursive: true });
    makeApiCertificate(namespace.path(DIR));
    writeFileSync(namespace.path(this.rootsFile), '');
  }

  /** Forgets every account and order it had. */
  start({ validitySeconds = NINETY_DAYS_SECONDS, env = {} }: AuthorityOptions = {}): void {
    this.stop();
    writeFileSync(this.#namespace.path(`${DIR}/config.json`), pebbleConfig({ dir: DIR, ports: PORTS, validitySeconds }));
    this.#pid = this.#namespace.startDaemon(['pebble', '-config', `${DIR}/config.json`, '-dnsserver', NAME_SERVER], `${DIR}/log`, { ...ENVIRONMENT, ...env });
    appendFileSync(this.#namespace.path(this.rootsFile), this.#rootPem());
  }

  stop(): void {
    if (this.#pid !== null) this.#namespace.stopDaemon(this.#pid);
    this.#pid = null;
  }

  /** What it said since it was first started. */
  log(): string {
    return readFileSync(this.#namespace.path(`${DIR}/log`), 'utf8');
  }

  /** What it says of a certificate with this serial number, in hexadecimal: "Valid", "Revoked". */
  statusOf(serial: string): string {
    const { stdout, stderr } = this.#namespace.run([process.execPath, '-e', GET, `https://127.0.0.1:${PORTS.management}/cert-status-by-serial/${serial.toLowerCase()}`]);
    return /"Status": "(\w+)"/.exec(stdout)?.[1] ?? stdout + stderr;
  }

  /** Waits until it answers. */
  #rootPem(): string {
    for (let attempt = 0; attempt < 50; attempt += 1) {
      const { exit, stdout } = this.#namespace.run([process.execPath, '-e', GET, `https://127.0.0.1:${PORTS.management}/roots/0`]);
      if (exit === 0) return stdout;
    }
    throw new Error(`pebble does not answer:\n${this.log()}`);
  }
}
