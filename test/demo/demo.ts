// The main job as its user sees it, in a temporary OpenBSD-like tree: plan, apply, check, apply again, DNS records.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { findPebble, startPebble } from '../lab/pebble.ts';
import { makeTree, type Tree } from '../support/openbsd-like.ts';
import { REPOSITORY, STSCTL } from '../support/stsctl.ts';
import { TUTORIAL } from '../support/tutorial.ts';

const bold = (text: string) => (process.stdout.isTTY ? `\u001b[1m${text}\u001b[22m` : text);
const say = (text: string) => console.log(`\n${bold(text)}`);

const pebble = findPebble();
const tree = await makeTree({ throwAwayCa: pebble === null });
const authority = pebble === null ? null : await startPebble({ dir: join(tree.root, 'var/pebble'), httpPort: tree.httpPort });

try {
  await prepare();
  show();
} finally {
  tree.remove();
  await authority?.stop();
}

async function prepare(): Promise<void> {
  tree.write('/etc/httpd.conf', readFileSync(join(REPOSITORY, 'test/fixtures/existing/04-site-with-tls.conf')));
  tree.write('/etc/stsctl.conf', `${TUTORIAL}${authority === null ? '' : acmeSection(authority.directoryUrl)}`);
  if (authority === null) return;
  tree.write('/etc/ssl/cert.pem', readFileSync(authority.apiCaFile));
  tree.caFile = join(tree.root, 'var/pebble/issuer.pem');
  writeFileSync(tree.caFile, await authority.rootPem());
}

function acmeSection(url: string): string {
  return `\n[acme]\nauthority = pebble\nurl = ${url}\nkey_type = ecdsa\n`;
}

function show(): void {
  say(`An OpenBSD-like tree in ${tree.root}, with an ordinary httpd.conf in it.`);
  console.log(authority === null ? 'pebble is not installed: the stand-in acme-client signs with a throw-away authority.' : `Certificates come over ACME from pebble at ${authority.directoryUrl}.`);
  console.log(`Ports 80 and 443 are ${tree.httpPort} and ${tree.httpsPort} here.`);
  say('/etc/stsctl.conf');
  console.log(readFileSync(`${tree.root}/etc/stsctl.conf`, 'utf8').trimEnd());
  stsctl(2, 'plan');
  stsctl(0, 'apply', '-q');
  stsctl(0, 'check');
  say('A second apply has nothing to do, and says nothing:');
  stsctl(0, 'apply');
  say('The policy as it is served, line ends shown:');
  console.log(served(tree).replaceAll('\r', '\\r').replaceAll('\n', '\\n\n').trimEnd());
  stsctl(0, 'dns');
  say('And back, every byte as it was:');
  stsctl(0, 'rollback', '-q');
  const isAsBefore = readFileSync(`${tree.root}/etc/httpd.conf`).equals(readFileSync(join(REPOSITORY, 'test/fixtures/existing/04-site-with-tls.conf')));
  console.log(isAsBefore ? 'httpd.conf is as it was.' : 'httpd.conf is NOT as it was.');
  if (!isAsBefore) process.exitCode = 1;
  say('On an OpenBSD mail host: npm install -g, then stsctl init, stsctl plan, stsctl apply, stsctl dns (README.md).');
  say('Next here: npm test');
}

/** Runs the real command line and shows it; a status that is not the expected one ends the demo. */
function stsctl(expected: number, command: string, ...argv: string[]): void {
  say(`$ stsctl ${[command, ...argv].join(' ')}`);
  const { status } = spawnSync(process.execPath, [STSCTL, ...tree.argv(command), ...argv], { stdio: 'inherit' });
  if (status === expected) return;
  throw new Error(`stsctl ${command} ended with ${status}, not ${expected}`);
}

function served({ httpsPort, caFile }: Tree): string {
  const fetch = `fetch('https://mta-sts.example.com:${httpsPort}/.well-known/mta-sts.txt')`;
  const script = `import https from 'node:https'; import { readFileSync } from 'node:fs';
    https.get({ host: '127.0.0.1', port: ${httpsPort}, servername: 'mta-sts.example.com', ca: readFileSync(process.argv[1]), headers: { Host: 'mta-sts.example.com' }, path: '/.well-known/mta-sts.txt' },
      (response) => response.pipe(process.stdout));`;
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script, caFile], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${fetch} failed`);
  return stdout;
}
