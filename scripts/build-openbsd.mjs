// Bundles the stand-in base programs into build/openbsd/: they are started often, so they must start fast.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const names = ['httpd', 'acme-client', 'rcctl', 'crontab'].filter((name) => existsSync(`${root}/test/openbsd/${name}/main.ts`));

await build({
  absWorkingDir: root,
  entryPoints: Object.fromEntries(names.map((name) => [name, `test/openbsd/${name}/main.ts`])),
  outdir: 'build/openbsd',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  mainFields: ['module', 'main'],
  target: 'node20',
  logLevel: 'warning',
  banner: { js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);" },
});
