// npm run docs: the manual as HTML, by mandoc, into docs/man; not kept in the repository, since it is made of man/ alone.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { has, installDebianPackages, root } from './setup.mjs';

installDebianPackages({ mandoc: 'mandoc' });
if (!has('mandoc')) {
  console.error('mandoc is needed to make docs/man');
  process.exit(1);
}
mkdirSync(`${root}/docs/man`, { recursive: true });
for (const page of readdirSync(`${root}/man`)) {
  const { status, stdout, stderr } = spawnSync('mandoc', ['-Thtml', '-O', 'man=%N.%S.html', `${root}/man/${page}`], { encoding: 'utf8' });
  if (status !== 0) {
    console.error(`mandoc ${page}: ${stderr}`);
    process.exit(1);
  }
  writeFileSync(`${root}/docs/man/${page}.html`, stdout);
  console.log(`docs/man/${page}.html`);
}
