// esbuild plugin: ssh2 without what a login does at most seldom, and without what it tries in vain while it loads: a tenth of a remote plan.
import { readFileSync } from 'node:fs';

const WASM = /data:application\/octet-stream;base64,([A-Za-z0-9+/=]+)/;

/** [what ssh2 has, what stands there instead]; a release that has it no more stops the build. */
const EDITS = {
  'ssh2/lib/protocol/crypto.js': [
    // The native part is not in the bundle.
    [/try \{\n {2}binding = require\('\.\/crypto\/build\/Release\/sshcrypto\.node'\);[^]*?\} catch \{\}\n/, ''],
    // Servers that know neither AES-GCM nor AES-CTR are few: WebAssembly is compiled for them alone, and then at once.
    [/init: \(\(\) => \{[^]*?\}\)\(\),\n/, 'init: Promise.resolve(),\n'],
    [/(?=^class ChaChaPolyCipherNative )/m, `function loadPoly1305() {
  if (poly1305_auth !== undefined) return;
  const { createPoly1305, wasm } = require('./crypto/poly1305.js');
  POLY1305_WASM_MODULE = {
    instantiateWasm(imports, receive) {
      const instance = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(wasm, 'base64')), imports);
      receive(instance);
      return instance.exports;
    },
  };
  createPoly1305(POLY1305_WASM_MODULE);
  POLY1305_RESULT_MALLOC = POLY1305_WASM_MODULE._malloc(16);
  poly1305_auth = POLY1305_WASM_MODULE.cwrap('poly1305_auth', null, ['number', 'array', 'number', 'array', 'number', 'array']);
}

`],
    [/(?=this\._encKeyMain = enc\.cipherKey)/, 'loadPoly1305();\n    '],
    [/(?=this\._decKeyMain = dec\.decipherKey)/, 'loadPoly1305();\n    '],
  ],
  'ssh2/lib/protocol/crypto/poly1305.js': [
    [WASM, 'data:application/octet-stream;base64,'],
    [/$/, '\nmodule.exports = { createPoly1305: module.exports, wasm: $BYTES };\n'],
  ],
  'ssh2/lib/protocol/constants.js': [[/try \{\n {2}cpuInfo = require\('cpu-features'\)\(\);\n\} catch \{\}\n/, '']],
  // Of encrypted keys.
  'ssh2/lib/protocol/keyParser.js': [[/const bcrypt_pbkdf = require\('bcrypt-pbkdf'\)\.pbkdf;/, "const bcrypt_pbkdf = (...given) => require('bcrypt-pbkdf').pbkdf(...given);"]],
  // Compression is what no server insists on.
  'ssh2/lib/protocol/zlib.js': [
    [/const \{\n {2}createInflate,\n {2}constants: \{[^]*?\n\} = require\('zlib'\);\nconst ZlibHandle = createInflate\(\)\._handle\.constructor;/, "const zlib = () => require('zlib');"],
    [/(?=const windowBits = Z_DEFAULT_WINDOWBITS;)/, 'const { Z_DEFAULT_WINDOWBITS, Z_DEFAULT_COMPRESSION, Z_DEFAULT_MEMLEVEL, Z_DEFAULT_STRATEGY, Z_DEFAULT_CHUNK } = zlib().constants;\n    const ZlibHandle = zlib().createInflate()._handle.constructor;\n    '],
    [/(?<=handle\.writeSync\()Z_PARTIAL_FLUSH/, 'zlib().constants.Z_PARTIAL_FLUSH'],
    [/(?<=new Zlib\()DEFLATE/, 'zlib().constants.DEFLATE'],
    [/(?<=new Zlib\()INFLATE/, 'zlib().constants.INFLATE'],
  ],
};

export const leanSsh2 = {
  name: 'lean-ssh2',
  setup(within) {
    within.onLoad({ filter: /\/ssh2\/lib\/protocol\/.*\.js$/ }, ({ path }) => {
      const edits = EDITS[path.slice(path.lastIndexOf('/ssh2/') + 1)];
      return edits === undefined ? undefined : { contents: edited(path, edits) };
    });
  },
};

function edited(path, edits) {
  const source = readFileSync(path, 'utf8');
  const wasm = JSON.stringify(WASM.exec(source)?.[1] ?? '');
  return edits.reduce((text, [what, instead]) => {
    if (!what.test(text)) throw new Error(`${path} has no ${what} any more: see scripts/lean-ssh2.mjs`);
    return text.replace(what, () => instead.replace('$BYTES', wasm));
  }, source);
}
