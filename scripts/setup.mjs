// What a fresh clone needs before anything runs: Node packages, Debian packages when root, the bundle. Plain Node only.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a program and ends this one when it fails. */
export function run(program, argv, options = {}) {
  const result = spawnSync(program, argv, { cwd: root, stdio: 'inherit', ...options });
  if (result.status === 0) return result;
  console.error(`${[program, ...argv].join(' ')}: ${result.error?.message ?? `exit ${result.status ?? result.signal}`}`);
  process.exit(1);
}

/** npm ci, unless what is installed is what the lock file says. */
export function installNodePackages() {
  const installed = `${root}/node_modules/.package-lock.json`;
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${root}/package-lock.json`).mtimeMs) return;
  console.error('installing Node packages (npm ci)');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--include=dev', '--include=optional'], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** True when a program of that name is on the PATH. */
export function has(program) {
  const folders = `${process.env.PATH ?? ''}:/usr/sbin:/sbin`.split(':');
  return folders.some((folder) => existsSync(`${folder}/${program}`));
}

/** Programs by the Debian package that brings them; installed when root on Debian, else told. */
export function installDebianPackages(wanted) {
  const missing = Object.entries(wanted).filter(([program]) => !has(program));
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map(([, name]) => name))];
  if (process.getuid?.() !== 0 || !isDebian()) {
    console.error(`not installed (needs root on Debian): ${packages.join(' ')}; what needs them says so`);
    return;
  }
  console.error(`installing Debian packages: ${packages.join(' ')}`);
  const failed = withoutStarting(() => installPackages(packages));
  if (failed.length > 0) console.error(`apt-get could not install ${failed.join(' ')}; what needs them says so`);
}

/** Those that could not be installed: one that this Debian does not have keeps no other out. */
function installPackages(packages) {
  const quiet = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, stdio: ['ignore', 'ignore', 'inherit'] };
  const install = (...names) => spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], quiet).status === 0;
  if (install(...packages)) return [];
  spawnSync('apt-get', ['update', '-qq'], quiet);
  return install(...packages) ? [] : packages.filter((each) => !install(each));
}

/**
 * OpenSMTPD beside whatever mail server is installed: its package is unpacked, not installed (it would put that one out), and
 * what libraries it lacks are installed. Test files find it there.
 */
export function unpackOpenSmtpd() {
  const folder = `${root}/node_modules/.cache/opensmtpd`;
  if (has('smtpd') || existsSync(`${folder}/usr/sbin/smtpd`) || process.getuid?.() !== 0 || !isDebian()) return;
  console.error('unpacking the Debian package opensmtpd');
  mkdirSync(folder, { recursive: true });
  const download = () => spawnSync('apt-get', ['download', '-qq', 'opensmtpd'], { cwd: folder, stdio: 'ignore' }).status === 0;
  if (!download() && (spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore' }).status !== 0 || !download())) return console.error('apt-get could not download opensmtpd; what needs it says so');
  const [archive] = readdirSync(folder).filter((name) => name.endsWith('.deb'));
  run('dpkg', ['-x', archive, '.'], { cwd: folder });
  const { stdout } = spawnSync('dpkg-deb', ['-f', archive, 'Depends'], { cwd: folder, encoding: 'utf8' });
  const libraries = stdout.split(',').map((each) => each.trim().split(/[ :]/)[0]).filter((name) => name.startsWith('lib'));
  withoutStarting(() => installPackages(libraries));
}

/** Tests start their own daemons: the one of a package (nsd) is not to take the machine's ports. */
function withoutStarting(work) {
  const policy = '/usr/sbin/policy-rc.d';
  if (existsSync(policy)) return work();
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return work();
  } finally {
    rmSync(policy, { force: true });
  }
}

function isDebian() {
  return existsSync('/etc/os-release') && /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8')) && has('apt-get');
}

/** What runs is only counted where it was not compiled ahead. */
export function buildBundles(...options) {
  run(process.execPath, ['scripts/build.mjs', ...options]);
  if (!options.includes('--counted')) run(process.execPath, ['bin/compile.js']);
  run(process.execPath, ['scripts/build-openbsd.mjs']);
}
