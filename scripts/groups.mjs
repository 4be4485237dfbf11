// esbuild plugin: commands that share most of their code become one chunk. Node takes a millisecond for each further file it loads.
import { fileURLToPath } from 'node:url';

/** Of the other commands each has its own. */
const GROUPS = {
  host: ['plan', 'apply', 'templates-check'],
  look: ['check', 'init'],
  reports: ['reports-list', 'reports-show', 'reports-summary', 'reports-gate'],
  walk: ['mode', 'mx', 'retire', 'status'],
  tool: ['completions', 'explain', 'help', 'templates-list', 'templates-show'],
};

const cli = fileURLToPath(new URL('../src/cli', import.meta.url));

export const groups = {
  name: 'groups',
  setup(within) {
    within.onResolve({ filter: /\/command-[a-z-]+\.ts$/ }, ({ path, kind }) => {
      const name = /command-([a-z-]+)\.ts$/.exec(path)?.[1];
      const group = kind === 'dynamic-import' ? Object.keys(GROUPS).find((each) => GROUPS[each].includes(name)) : undefined;
      return group === undefined ? undefined : { path: group, namespace: 'group' };
    });
    within.onLoad({ filter: /./, namespace: 'group' }, ({ path }) => ({
      contents: GROUPS[path].map((name) => `export * from './command-${name}.ts';\n`).join(''),
      resolveDir: cli,
    }));
  },
};
