// npm test: sets up what a fresh clone lacks, then types, lint, manual and every test. `npm test -- FILE …` runs those alone.
import { readdirSync } from 'node:fs';
import { buildBundles, has, installDebianPackages, installNodePackages, root, run, unpackOpenSmtpd } from './setup.mjs';

installNodePackages();
installDebianPackages({ pebble: 'pebble', mandoc: 'mandoc', openssl: 'openssl', nsd: 'nsd', faketime: 'faketime', uacme: 'uacme', lego: 'lego', ip: 'iproute2', sshd: 'openssh-server', ssh: 'openssh-client', mksh: 'mksh', doas: 'opendoas', postfix: 'postfix', 'mta-sts-query': 'postfix-mta-sts-resolver', unbound: 'unbound', 'ldns-signzone': 'ldnsutils', named: 'bind9', nsupdate: 'bind9-dnsutils', bmake: 'bmake', 'ansible-playbook': 'ansible-core', jq: 'jq', psql: 'postgresql' });
unpackOpenSmtpd();
buildBundles();

const chosen = process.argv.slice(2);
if (chosen.length === 0) {
  run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json']);
  run(process.execPath, ['node_modules/oxlint/bin/oxlint', '--quiet', 'src', 'test', 'bench', 'scripts', 'bin']);
  lintManual();
}
const files = chosen.length > 0 ? chosen : testFiles('test');
run(process.execPath, ['--import', 'tsx', '--test', '--test-reporter=spec', '--test-concurrency=2', ...files]);

function testFiles(folder) {
  return readdirSync(`${root}/${folder}`, { recursive: true })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `${folder}/${name}`)
    .sort();
}

function lintManual() {
  const pages = readdirSync(`${root}/man`).map((name) => `man/${name}`);
  if (has('mandoc')) run('mandoc', ['-Tlint', '-W', 'warning', ...pages]);
  else console.error('SKIPPED: mandoc -Tlint (mandoc is not installed)');
}
