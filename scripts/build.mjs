// Bundles src/cli/main.ts into dist/: one entry, lazily loaded chunks, no dependency left to resolve at run time.
// --counted: what runs of it is noted in build/runs, for scripts/coverage.mjs; for tests alone.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { builtins } from './builtins.mjs';
import { computed } from './computed.mjs';
import { groups } from './groups.mjs';
import { RECORDER, takeMaps } from './coverage.mjs';
import { leanSsh2 } from './lean-ssh2.mjs';
import { mergeChunks } from './merge-chunks.mjs';
import { asScript, commonJs } from './scripts.mjs';
import { without } from './without.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const isCounted = process.argv.includes('--counted');

const { outputFiles, metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['src/cli/main.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  write: false,
  metafile: true,
  sourcemap: isCounted && 'inline',
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
  // Line ends and names stay: a stack trace is of use without a source map, and loading is no slower for it.
  minifySyntax: true,
  plugins: [builtins, computed, groups, leanSsh2, without],
});

// Their keys are "dist/main.js" and so on.
const { texts, outputs } = await mergeChunks(new Map(outputFiles.map(({ path, text }) => [relative(root, path), text])), new Map(Object.entries(metafile.outputs)), isCounted);

rmSync(`${root}/dist`, { recursive: true, force: true });
mkdirSync(`${root}/dist`);
const recorded = ([path, text]) => (isCounted && path === 'dist/main.js' ? RECORDER + text : text);
const bodies = new Map(await Promise.all([...texts].map(async (each) => [each[0], await commonJs(recorded(each), isCounted)])));
for (const [path, body] of isCounted ? takeMaps(bodies) : bodies) writeFileSync(`${root}/${path}`, asScript(body));
// The files are no ECMAScript modules, as those of this repository are.
writeFileSync(`${root}/dist/package.json`, '{ "type": "commonjs" }\n');
// What is in which file, for the test of what a command loads.
mkdirSync(`${root}/build`, { recursive: true });
writeFileSync(`${root}/build/dist.json`, JSON.stringify({ outputs: Object.fromEntries(outputs) }));
