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
import { without } from './without.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const isCounted = process.argv.includes('--counted');

// Dependencies in CommonJS ask for Node's own modules by require, and for their directory. Nothing else is left to be required.
const COMMONJS = 'const require = process.getBuiltinModule;\nconst __dirname = import.meta.dirname;\n';

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
const whole = (text) => (/\btypeof require\b|\b__dirname\b/.test(text) ? COMMONJS + text : text);
const written = isCounted ? takeMaps(texts) : texts;
for (const [path, text] of written) writeFileSync(`${root}/${path}`, isCounted ? (path === 'dist/main.js' ? RECORDER : '') + whole(text).replace(COMMONJS, COMMONJS.replaceAll('\n', ' ')) : whole(text));
// What is in which file, for the test of what a command loads.
mkdirSync(`${root}/build`, { recursive: true });
writeFileSync(`${root}/build/dist.json`, JSON.stringify({ outputs: Object.fromEntries(outputs) }));
