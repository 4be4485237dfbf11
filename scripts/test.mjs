// npm test: sets up what a fresh clone lacks, then types, lint, dead code, package, manual and every test. `npm test -- FILE …` runs those alone;
// `npm run check` counts the lines of src that tests in the same process reach, too.
import { readdirSync } from 'node:fs';
import { buildBundles, has, installDebianPackages, installNodePackages, root, run, unpackOpenSmtpd } from './setup.mjs';

installNodePackages();
installDebianPackages({ pebble: 'pebble', mandoc: 'mandoc', openssl: 'openssl', nsd: 'nsd', faketime: 'faketime', uacme: 'uacme', lego: 'lego', ip: 'iproute2', sshd: 'openssh-server', ssh: 'openssh-client', mksh: 'mksh', pgrep: 'procps', doas: 'opendoas', postfix: 'postfix', 'mta-sts-query': 'postfix-mta-sts-resolver', unbound: 'unbound', 'ldns-signzone': 'ldnsutils', named: 'bind9', nsupdate: 'bind9-dnsutils', bmake: 'bmake', 'ansible-playbook': 'ansible-core', jq: 'jq', psql: 'postgresql', zsh: 'zsh', fish: 'fish', chromium: 'chromium' });
unpackOpenSmtpd();
buildBundles();

const isCounted = process.argv[2] === '--coverage';
const chosen = process.argv.slice(isCounted ? 3 : 2);
if (chosen.length === 0) {
  run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json']);
  run(process.execPath, ['node_modules/oxlint/bin/oxlint', '--quiet', 'src', 'test', 'bench', 'scripts', 'bin']);
  run(process.execPath, ['node_modules/knip/bin/knip.js', '--no-config-hints']);
  run(process.execPath, ['node_modules/publint/src/cli.js', '--strict']);
  lintManual();
  if (isCounted) run(process.execPath, ['scripts/medians.mjs']);
}
const files = chosen.length > 0 ? chosen : testFiles('test');
const counted = isCounted ? ['node_modules/c8/bin/c8.js', '--src=src', '--all', '--include=src/**', '--reporter=text-summary', '--check-coverage', '--lines=84', process.execPath] : [];
// A file that never ends fails, and is named.
run(process.execPath, [...counted, '--import', 'tsx', '--test', '--test-reporter=spec', '--test-concurrency=2', '--test-timeout=900000', ...files]);

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
