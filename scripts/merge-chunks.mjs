// esbuild splits by who shares what, into more than fifty files for a plan, and Node takes half a millisecond for each. So what `stsctl` needs to
// begin becomes one file again, what plan and apply need beside it another, and what light commands have of that a third.
import { build } from 'esbuild';

/** Commands that need little: what only a plan needs must not come with them. */
const LIGHT = /^dist\/(?:reports|tool|command-reports-[a-z]+|command-dns|command-lint|command-doas-rules)-\w+\.js$/;

/** Texts and esbuild's notes, by "dist/NAME.js"; the same after. `isMapped`: texts end in their source maps. */
export async function mergeChunks(texts, outputs, isMapped) {
  const entry = (pattern) => [...outputs.keys()].filter((name) => pattern.test(name));
  const main = closure(['dist/main.js'], outputs, new Set());
  const host = closure(entry(/^dist\/host-\w+\.js$/), outputs, main);
  const shared = new Set([...closure(entry(LIGHT), outputs, main)].filter((name) => host.has(name)));
  // What brings a package stays a file of its own: not every light command needs it.
  const bringsPackage = (name) => [...closure([name], outputs, main)].some((each) => Object.keys(outputs.get(each).inputs).some((input) => input.startsWith('node_modules/')));
  const base = new Set([...shared].filter((name) => !bringsPackage(name)));
  const files = new Map([['dist/main.js', main], ['dist/base.js', base], ['dist/core.js', new Set([...host].filter((name) => !shared.has(name)))]]);
  const places = new Map([...files].flatMap(([file, parts]) => [...parts].map((name) => [name, file])));
  const merged = new Map();
  for (const [file, parts] of files) merged.set(file, await joined(file, parts, texts, outputs, places, isMapped));
  for (const [name, text] of texts) if (!places.has(name)) merged.set(name, rewritten(text, places));
  return { texts: merged, outputs: mergedOutputs(outputs, places) };
}

/** What files import at once, themselves included, without `known`. */
function closure(names, outputs, known, seen = new Set()) {
  for (const name of names) {
    if (known.has(name) || seen.has(name) || !outputs.has(name)) continue;
    seen.add(name);
    closure(outputs.get(name).imports.filter(({ kind }) => kind === 'import-statement').map(({ path }) => path), outputs, known, seen);
  }
  return seen;
}

async function joined(name, parts, texts, outputs, places, isMapped) {
  const names = [...parts].flatMap((part) => outputs.get(part).exports);
  const twice = names.filter((each, at) => names.indexOf(each) !== at);
  if (twice.length > 0) throw new Error(`${name}: exported by two of its parts: ${twice.join(', ')}; give one of each another name`);
  const within = {
    name: 'parts',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /./ }, ({ path, kind }) => {
        const part = path.replace(/^\.\//, 'dist/');
        if (kind === 'import-statement' && parts.has(part)) return { path: part, namespace: 'part' };
        return { path: relocated(part, places) ?? path, external: true };
      });
      onLoad({ filter: /./, namespace: 'part' }, ({ path }) => ({ contents: texts.get(path) }));
    },
  };
  const contents = [...parts].map((part) => `export * from '${part.replace('dist', '.')}';\n`).join('');
  const { outputFiles } = await build({ stdin: { contents }, bundle: true, write: false, format: 'esm', platform: 'node', target: 'node20', minifySyntax: true, treeShaking: false, sourcemap: isMapped && 'inline', sourcesContent: false, legalComments: 'none', logLevel: 'warning', plugins: [within] });
  return outputFiles[0].text;
}

function rewritten(text, places) {
  return text.replace(/(["'])\.\/([\w-]+\.js)\1/g, (all, quote, name) => `${quote}${relocated(`dist/${name}`, places) ?? `./${name}`}${quote}`);
}

/** As an import says it; undefined for what stays where it is. */
function relocated(file, places) {
  return places.get(file)?.replace('dist', '.');
}

function mergedOutputs(outputs, places) {
  const merged = new Map();
  for (const [name, { inputs, imports }] of outputs) {
    const place = places.get(name) ?? name;
    const { inputs: more = {}, imports: further = [] } = merged.get(place) ?? {};
    const own = imports.map((each) => ({ ...each, path: places.get(each.path) ?? each.path })).filter(({ path }) => path !== place);
    merged.set(place, { inputs: { ...more, ...inputs }, imports: [...further, ...own] });
  }
  return merged;
}
