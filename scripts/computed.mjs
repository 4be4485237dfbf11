// esbuild plugin: a module called *.computed.ts exports plain data alone, which the build works out and puts in its place.
import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

export const computed = {
  name: 'computed',
  setup(within) {
    within.onLoad({ filter: /\.computed\.ts$/ }, async ({ path }) => ({ contents: await dataOf(path), loader: 'js' }));
  },
};

async function dataOf(path) {
  // Beside the module, so that what it reads by import.meta.url is found, and its packages are.
  const outfile = path.replace(/\.ts$/, `.${process.pid}.mjs`);
  try {
    await build({ entryPoints: [path], outfile, bundle: true, packages: 'external', format: 'esm', platform: 'node', logLevel: 'warning' });
    const exported = Object.entries(await import(pathToFileURL(outfile).href));
    return exported.map(([name, value]) => `export const ${name} = ${asSource(value, path)};\n`).join('');
  } finally {
    rmSync(outfile, { force: true });
  }
}

/** JSON.parse reads large data faster than JavaScript's own parser does. */
function asSource(value, path) {
  const text = JSON.stringify(value);
  if (JSON.stringify(JSON.parse(text)) !== text) throw new Error(`${basename(path)} exports more than plain data`);
  return `JSON.parse(${JSON.stringify(text)})`;
}
