// Makes an OpenBSD port in build/port from the package of this repository: port/ has what a person writes, the rest is counted out here.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { root } from './setup.mjs';

const target = join(root, 'build/port');
const home = 'lib/node_modules/stsctl';

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
cpSync(join(root, 'port'), target, { recursive: true });
// Not built here: tests that run meanwhile need the bundle that is there.
const said = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', target], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
const [{ filename, version, files }] = JSON.parse(said.slice(said.indexOf('[')));

const makefile = readFileSync(join(target, 'Makefile'), 'utf8').replace('@VERSION@', version);
writeFileSync(join(target, 'Makefile'), makefile);

const archive = readFileSync(join(target, filename));
const hash = createHash('sha256').update(archive).digest('base64');
writeFileSync(join(target, 'distinfo'), `SHA256 (${filename}) = ${hash}\nSIZE (${filename}) = ${archive.length}\n`);

/** pkg_create(1): directories end with a slash and come before what is in them. */
function packingList(paths) {
  const manuals = paths.filter((path) => path.startsWith('man/')).map((path) => `@man man/man${path.at(-1)}/${basename(path)}`);
  const own = paths.filter((path) => !path.startsWith('man/')).map((path) => `${home}/${path}`);
  const directories = new Set(own.flatMap((path) => parentsOf(path).filter((each) => each.startsWith(home))));
  const entries = [...own, ...[...directories].map((each) => `${each}/`)].sort();
  return ['bin/stsctl', 'lib/node_modules/', ...entries, ...manuals.sort(), 'share/doc/pkg-readmes/${PKGSTEM}', `@extraunexec rm -rf %D/${home}/cache`];
}

function parentsOf(path) {
  const parent = dirname(path);
  return parent === '.' ? [] : [...parentsOf(parent), parent];
}

writeFileSync(join(target, 'pkg/PLIST'), `${packingList(files.map(({ path }) => path)).join('\n')}\n`);
console.log(`build/port: ${filename}, ${files.length} files; on OpenBSD: make package`);
