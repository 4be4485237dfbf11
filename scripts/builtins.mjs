// esbuild plugin: Node's own modules are loaded when one of their names is first used. An import statement loads them at once, and reads every
// name of each for it, node:fs's streams included: a tenth of a plan.
import { builtinModules, createRequire } from 'node:module';

const require = createRequire(import.meta.url);

export const builtins = {
  name: 'builtins',
  setup(within) {
    within.onResolve({ filter: /^(?:node:)?[a-z_/0-9]+$/ }, ({ path, kind }) => {
      const name = path.replace(/^node:/, '');
      return kind === 'import-statement' && builtinModules.includes(name) ? { path: name.replace('/', '-'), namespace: 'builtin' } : undefined;
    });
    within.onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({ contents: lazyModule(path.replace('-', '/')) }));
  },
};

function lazyModule(name) {
  return `let loaded;
const own = (name) => (loaded ??= process.getBuiltinModule('node:${name}'))[name];
for (const name of ${JSON.stringify(Object.keys(require(`node:${name}`)))}) Object.defineProperty(exports, name, { enumerable: true, get: () => own(name) });
`;
}
