// Loads dist/, whose files are scripts (scripts/scripts.mjs). What V8 made of one before is taken from cache/, where bin/compile.js has put it.
const { readFileSync } = require('node:fs');
const { pathToFileURL } = require('node:url');
const { Script } = require('node:vm');

const DIST = `${__dirname.slice(0, -'bin'.length)}dist`;
/** V8 takes what a V8 of its own version has made, with the same flags; the rest is in the name. */
const CACHE = `${__dirname.slice(0, -'bin'.length)}cache/${process.version}-${process.platform}-${process.arch}`;
/** By name, what is loaded: exports, and the script to be compiled ahead. */
const files = new Map();

/** The exports of dist/NAME. */
function load(name) {
  const known = files.get(name);
  if (known !== undefined) return known.module.exports;
  const text = readFileSync(`${DIST}/${name}`, 'latin1');
  const compiled = `${CACHE}/${name}-${text.slice(2, 18)}`;
  const script = new Script(text, { filename: pathToFileURL(`${DIST}/${name}`).href, cachedData: made(compiled) });
  const module = { exports: {} };
  files.set(name, { module, script, compiled });
  script.runInThisContext()(module, module.exports, required, DIST);
  return module.exports;
}

function required(id) {
  return id.startsWith('./') ? load(id.slice(2)) : process.getBuiltinModule(id);
}

/** Undefined where there is none, or a disk has spoilt it: V8 itself does not look, from Node 22 on. */
function made(path) {
  try {
    const bytes = readFileSync(path);
    const data = bytes.subarray(4);
    return bytes.readUInt32BE(0) === process.getBuiltinModule('node:zlib').crc32(data) ? data : undefined;
  } catch {
    return undefined;
  }
}

module.exports = { CACHE, files, load };
