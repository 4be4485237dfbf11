// The stand-in acme-client against every recorded run, with pebble as the authority.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { findPebble, startPebble, type Pebble } from '../../lab/pebble.ts';
import { freePorts } from '../../support/free-ports.ts';
import { startHttpd } from '../httpd/httpd.ts';
import { installBaseSystem } from '../install.ts';
import { describeFiles, makeFiles, type RecordedFile } from './recorded-files.ts';
import { run } from './run.ts';

interface Transcript {
  readonly scenario: string;
  readonly argv: readonly string[];
  readonly umask: string;
  readonly 'acme-client.conf': string;
  readonly filesBefore: readonly RecordedFile[];
  readonly filesAfter: readonly RecordedFile[];
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly asRoot?: boolean;
}

const transcripts = JSON.parse(readFileSync(new URL('../../fixtures/openbsd/acme-client/transcripts.json', import.meta.url), 'utf8')) as Transcript[];
const ACCOUNT_KEY = '/etc/acme/test-ca-privkey.pem';

/** What the world around a run was like, where its configuration does not say it. */
const SPECIAL: Readonly<Record<string, 'web down' | 'web strips too little' | 'authority down' | 'authority untrusted' | 'new account' | 'another directory' | 'really issued'>> = {
  'web server down, forced': 'web down',
  'location strips too little, forced': 'web strips too little',
  'CA down, not due': 'authority down',
  'CA down, forced': 'authority down',
  'CA certificate not trusted, forced': 'authority untrusted',
  'challenge directory is not the one served, forced': 'another directory',
  revoke: 'really issued',
  'known account key, CA restarted (account unknown there), forced': 'new account',
};

/** Texts that are the TLS library's, not acme-client's: FACTS marks them "may differ". */
const LIBRARY_TEXT = [/(?<=PEM_read_X509\n).*\n/, /(?<=PEM_read_PrivateKey\n).*\n/, /(?<=certificate verification failed: ).*\n/];

const webConf = (strip: number) =>
  `server "a" {\n\tlisten on * port 80\n\talias "*"\n\tlocation "/.well-known/acme-challenge/*" {\n\t\troot "/acme"\n\t\trequest strip ${strip}\n\t}\n}\n`;

function normalised(text: string, api: string, httpPort: number): string {
  const placed = text
    .replaceAll(api, 'ca.example:14000')
    .replaceAll('127.0.0.1: DNS: ', 'ca.example: DNS: ')
    .replaceAll(`:${httpPort}`, ':80')
    .replace(/(my-account|authZ|chalZ|finalize-order|certZ)\/[A-Za-z0-9_-]+/g, '$1/(id)')
    .replace(/(?<=acme-challenge\/|token: |\/var\/www\/acme\/)[A-Za-z0-9_-]{30,}/g, '(token)')
    .replace(/netproc\(\d+\)/, 'netproc(1645)');
  return LIBRARY_TEXT.reduce((each, pattern) => each.replace(pattern, '(TLS library error text)\n'), placed);
}

/** The chain's own dates are the authority's. */
function comparable(files: readonly RecordedFile[]): string[] {
  return files.filter(({ path }) => !path.endsWith('/')).map(({ path, mode, content }) => `${path} ${mode} ${content?.replace(/names \(none\), \d+ days/, 'names (none), some days')}`).sort();
}

async function replay(each: Transcript, root: string, pebble: Pebble, ports: { api: string; httpPort: number }) {
  const special = SPECIAL[each.scenario];
  const wholeDays = Number(/^(\d+)-day/.exec(each.scenario)?.[1] ?? 90);
  if (special === 'new account') rmSync(root + ACCOUNT_KEY);
  if (special === 'new account') writeFileSync(root + ACCOUNT_KEY, readFileSync(`${root}/other-account.pem`), { mode: 0o400 });
  await makeFiles(root, each.filesBefore, wholeDays, ACCOUNT_KEY);
  if (special !== 'authority untrusted') writeFileSync(`${root}/etc/ssl/cert.pem`, readFileSync(pebble.apiCaFile));
  const api = special === 'authority down' ? `127.0.0.1:${(await freePorts(1))[0]}` : ports.api;
  writeFileSync(`${root}/etc/acme-client.conf`, each['acme-client.conf'].replaceAll('ca.example:14000', api));
  writeFileSync(`${root}/etc/httpd.conf`, webConf(special === 'web strips too little' ? 1 : 2));
  const web = special === 'web down' ? null : await startHttpd({ root });
  if (special === 'another directory') mkdirSync(`${root}/var/www/other`);
  const silent = { root, isRoot: true, stdout: () => undefined, stderr: () => undefined };
  if (special === 'really issued') assert.equal(await run(['-F', each.argv.at(-1) ?? ''], silent), 0);
  const output = { stdout: '', stderr: '' };
  const before = process.umask(Number.parseInt(each.umask, 8));
  const exit = await run(each.argv.slice(1), { root, isRoot: each.asRoot ?? true, stdout: (text) => void (output.stdout += text), stderr: (text) => void (output.stderr += text) });
  process.umask(before);
  await web?.stop();
  rmSync(`${root}/etc/ssl/cert.pem`, { force: true });
  const files = comparable(describeFiles(root));
  return { exit, stdout: normalised(output.stdout, api, ports.httpPort), stderr: normalised(output.stderr, api, ports.httpPort), files };
}

/**
 * Asks again where pebble may have reused an authorization, and so fetched no challenge: at PEBBLE_AUTHZREUSE=0 it still does once in a
 * hundred orders, and takes no lower number (wfe.go compares `rand.Intn(100) > percent`). Three times in a row is one in a million.
 */
async function untilAuthorized<T>(want: T, ask: () => Promise<T>): Promise<T> {
  let got = await ask();
  for (let again = 0; again < 2 && JSON.stringify(got) !== JSON.stringify(want); again += 1) got = await ask();
  return got;
}

test('every recorded run: exit status, output, and the files afterwards', { timeout: 120_000 }, async (t) => {
  if (findPebble() === null) return t.diagnostic('SKIPPED: pebble is not installed (Debian: apt-get install pebble)');
  const root = mkdtempSync(join(tmpdir(), 'stsctl-acme-'));
  const [httpPort = 0] = await freePorts(1);
  installBaseSystem(root, { ports: { 80: httpPort } });
  mkdirSync(`${root}/var/www/logs`, { recursive: true });
  const pebble = await startPebble({ dir: `${root}/pebble`, httpPort });
  const api = new URL(pebble.directoryUrl).host.replace('localhost', '127.0.0.1');
  const misses: unknown[] = [];
  try {
    const { generateKeyPairSync } = await import('node:crypto');
    writeFileSync(`${root}/other-account.pem`, generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({ type: 'pkcs8', format: 'pem' }));
    for (const each of transcripts) {
      const want = { exit: each.exit, stdout: each.stdout, stderr: normalised(each.stderr, 'ca.example:14000', 80), files: comparable(each.filesAfter) };
      const got = await untilAuthorized(want, () => replay(each, root, pebble, { api, httpPort }));
      if (JSON.stringify(got) !== JSON.stringify(want)) misses.push({ scenario: each.scenario, got, want });
    }
  } finally {
    await pebble.stop();
    rmSync(root, { recursive: true, force: true });
  }
  t.diagnostic(`acme-client: ${transcripts.length - misses.length} of ${transcripts.length} runs`);
  assert.deepEqual(misses, []);
});
