// npm test: sets up what a fresh clone lacks, then types, lint, dead code, package, manual and every test. `npm test -- FILE …` runs those alone;
// `npm run check` counts the lines of src that they reach, too.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { buildBundles, has, installDebianPackages, installNodePackages, root, run, unpackOpenSmtpd } from './setup.mjs';

/** Percent of src that the tests must reach. */
const LINES = 90;

installNodePackages();
installDebianPackages({ pebble: 'pebble', mandoc: 'mandoc', openssl: 'openssl', nsd: 'nsd', faketime: 'faketime', uacme: 'uacme', lego: 'lego', ip: 'iproute2', sshd: 'openssh-server', ssh: 'openssh-client', mksh: 'mksh', pgrep: 'procps', doas: 'opendoas', postfix: 'postfix', 'mta-sts-query': 'postfix-mta-sts-resolver', unbound: 'unbound', 'ldns-signzone': 'ldnsutils', named: 'bind9', nsupdate: 'bind9-dnsutils', bmake: 'bmake', 'ansible-playbook': 'ansible-core', jq: 'jq', psql: 'postgresql', zsh: 'zsh', fish: 'fish', chromium: 'chromium' });
unpackOpenSmtpd();

const isCounted = process.argv[2] === '--coverage';
buildBundles(...(isCounted ? ['--counted'] : []));
const chosen = process.argv.slice(isCounted ? 3 : 2);
if (chosen.length === 0) {
  run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json']);
  run(process.execPath, ['node_modules/oxlint/bin/oxlint', '--quiet', 'src', 'test', 'bench', 'scripts', 'bin']);
  run(process.execPath, ['node_modules/knip/bin/knip.js', '--no-config-hints']);
  run(process.execPath, ['node_modules/publint/src/cli.js', '--strict']);
  lintManual();
  run(process.execPath, ['scripts/medians.mjs']);
}
const files = chosen.length > 0 ? chosen : testFiles('test');
// A file that never ends fails, and is named.
const argv = ['--import', 'tsx', '--test', '--test-reporter=spec', '--test-concurrency=2', '--test-timeout=900000', ...files];
if (isCounted) await count(argv);
else run(process.execPath, argv);

/** The tests, and then the bundle as it is for users. */
async function count(argv) {
  // Its packages are there by now.
  const { filesOfTypes, mergeCounts } = await import('./coverage.mjs');
  const directory = `${root}/coverage/tmp`;
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  run(process.execPath, ['--import', `${root}scripts/count-tests.mjs`, ...argv], { env: { ...process.env, COUNTS: directory } });
  console.error(`lines of src that ${mergeCounts(directory)} processes reached:`);
  // Files of types alone have nothing that could run.
  const types = filesOfTypes('src').map((path) => `--exclude=${path}`);
  run(process.execPath, ['node_modules/c8/bin/c8.js', 'report', '--temp-directory', directory, '--src=src', '--all', '--include=src/**', ...types, '--exclude-after-remap', '--reporter=text-summary', '--reporter=json', '--check-coverage', `--lines=${LINES}`]);
  buildBundles();
}

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
