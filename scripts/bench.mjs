// npm run bench [NAME …]: runs bench/NAME.ts, all of them without a name; each prints one JSON object a line.
import { readdirSync } from 'node:fs';
import { buildBundles, installNodePackages, root, run } from './setup.mjs';

installNodePackages();
buildBundles();
const all = readdirSync(`${root}/bench`).filter((name) => name.endsWith('.ts') && !name.startsWith('_')).map((name) => name.slice(0, -3));
const chosen = process.argv.slice(2);
for (const name of chosen.length > 0 ? chosen : all) run(process.execPath, ['--import', 'tsx', `bench/${name}.ts`]);
