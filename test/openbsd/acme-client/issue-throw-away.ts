// Issues without a network: each name's token must be served here, then an authority of the tree's own signs.
import { randomBytes, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import type { AcmeDomain } from '../../../src/model/acme-client-conf.ts';
import { writeToken } from './challenge-file.ts';
import { placed, Trouble, type Io } from './io.ts';
import { signThrowAway } from './throw-away-ca.ts';

const TIMEOUT_MS = 10_000;

interface StandIn {
  readonly throwAwayCa?: boolean;
  readonly ports?: Readonly<Record<string, number>>;
}

function standIn({ root }: Io): StandIn {
  const file = `${root}/etc/stand-in.json`;
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as StandIn) : {};
}

export function isThrowAway(io: Io): boolean {
  return standIn(io).throwAwayCa === true;
}

/** The same dance without a network: a token the web server must serve for each name, then a signature. */
export async function issueThrowAway(domain: AcmeDomain, key: KeyObject, names: readonly string[], io: Io): Promise<string> {
  const port = standIn(io).ports?.['80'] ?? 80;
  for (const name of names) {
    const token = randomBytes(24).toString('base64url');
    const cleanUp = writeToken(placed(io.root, domain.challengedir), token, token);
    try {
      const status = await tokenStatus(name, port, token);
      if (status !== 'served') throw new Trouble(`http://${name}/.well-known/acme-challenge/${token}: ${status}`);
    } finally {
      cleanUp();
    }
  }
  return (await signThrowAway(io.root, key, names)).join('');
}

function tokenStatus(name: string, port: number, token: string): Promise<string> {
  return new Promise((resolve) => {
    const asked = get({ host: '127.0.0.1', port, path: `/.well-known/acme-challenge/${token}`, headers: { Host: name }, agent: false, timeout: TIMEOUT_MS }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve(response.statusCode === 200 && body === token ? 'served' : `returned ${response.statusCode}`));
    });
    asked.on('timeout', () => asked.destroy(new Error('no answer')));
    asked.on('error', (error) => resolve(error.message));
  });
}
