// The bundle's files as bin/load.js loads them: each is a script that gives a function of (module, exports, require, __dirname). What V8 has compiled of
// a script can be kept, of a module it can't; and Node starts a twentieth faster without its own loader of modules.
import { createHash } from 'node:crypto';
import { transform } from 'esbuild';

/** An ECMAScript module of the bundle as CommonJS. */
export async function commonJs(text, isMapped) {
  const options = { format: 'cjs', platform: 'node', target: 'node20', supported: { 'dynamic-import': false }, sourcemap: isMapped && 'inline', sourcesContent: false, legalComments: 'none', logLevel: 'error' };
  const { code } = await transform(text, options);
  // Its exports themselves: of a copy, each use of a name in another file would take two calls.
  const body = code.replace('module.exports = __toCommonJS(stdin_exports);', 'module.exports = __defProp(stdin_exports, "__esModule", { value: true });');
  if (body.includes('__toCommonJS(stdin')) throw new Error('esbuild writes exports in another way: see scripts/scripts.mjs');
  return body;
}

/** Begins with what bin/compile.js names its work by. Nothing before the text of `body` ends a line: source maps stay right. */
export function asScript(body) {
  const id = createHash('sha256').update(body).digest('hex').slice(0, 16);
  return `/*${id}*/(function (module, exports, require, __dirname) {${body}\n})\n`;
}
