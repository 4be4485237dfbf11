// pebble, Let's Encrypt's ACME test server (Debian package pebble), with names answered by its challtestsrv.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { freePorts } from '../support/free-ports.ts';
import { makeApiCertificate, NINETY_DAYS_SECONDS, pebbleConfig } from './pebble-files.ts';

export interface PebbleOptions {
  /** Where its files go. */
  readonly dir: string;
  /** Port that it fetches challenges from, in place of 80. */
  readonly httpPort: number;
  /** Seconds that certificates are valid. */
  readonly validitySeconds?: number;
}

export interface Pebble {
  readonly directoryUrl: string;
  /** PEM root of the API's own certificate. */
  readonly apiCaFile: string;
  /** PEM root of the certificates it issues. */
  rootPem(): Promise<string>;
  stop(): Promise<void>;
}

/** Null when it is not installed. */
export function findPebble(): string | null {
  const folders = `${process.env['PATH'] ?? ''}:/usr/bin`.split(':');
  return folders.map((folder) => join(folder, 'pebble')).find((path) => existsSync(path) && existsSync(`${path}-challtestsrv`)) ?? null;
}

export async function startPebble({ dir, httpPort, validitySeconds = NINETY_DAYS_SECONDS }: PebbleOptions): Promise<Pebble> {
  const program = findPebble();
  if (program === null) throw new Error('pebble is not installed');
  mkdirSync(dir, { recursive: true });
  const [api = 0, management = 0, dns = 0, dnsManagement = 0] = await freePorts(4);
  makeApiCertificate(dir);
  writeFileSync(join(dir, 'config.json'), pebbleConfig({ dir, ports: { api, management, http: httpPort }, validitySeconds }));
  const processes = [
    start(`${program}-challtestsrv`, ['-dns01', `127.0.0.1:${dns}`, '-http01', '', '-https01', '', '-tlsalpn01', '', '-management', `127.0.0.1:${dnsManagement}`, '-defaultIPv4', '127.0.0.1', '-defaultIPv6', '']),
    start(program, ['-config', join(dir, 'config.json'), '-dnsserver', `127.0.0.1:${dns}`]),
  ];
  const stop = stopper(processes);
  const directoryUrl = `https://localhost:${api}/dir`;
  await untilAnswers(directoryUrl, stop);
  return { directoryUrl, apiCaFile: join(dir, 'api.pem'), rootPem: () => fetchText(`https://localhost:${management}/roots/0`), stop };
}

function start(program: string, argv: readonly string[]): ChildProcess {
  return spawn(program, argv, { stdio: 'ignore', env: { PEBBLE_VA_NOSLEEP: '1', PEBBLE_WFE_NONCEREJECT: '0', PEBBLE_AUTHZREUSE: '0' } });
}

/** Ends them by pid, also when this process ends first. */
function stopper(processes: readonly ChildProcess[]): () => Promise<void> {
  const kill = () => processes.forEach((each) => each.kill('SIGKILL'));
  process.once('exit', kill);
  return async () => {
    process.off('exit', kill);
    const ended = processes.map((each) => (each.exitCode !== null || each.signalCode !== null ? null : new Promise((resolve) => each.once('exit', resolve))));
    kill();
    await Promise.all(ended);
  };
}

async function untilAnswers(url: string, stop: () => Promise<void>): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (await fetchText(url).then(() => true, () => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await stop();
  throw new Error('pebble does not answer');
}

/** Its own certificate is new every time; the tests hand it to what must verify it. */
function fetchText(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { rejectUnauthorized: false, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve(body));
    });
    asked.on('error', reject);
    asked.end();
  });
}

