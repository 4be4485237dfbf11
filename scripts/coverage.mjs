// Which lines of src the tests reach: in their own processes (tsx), and in every stsctl that they start, whoever's rights, environment and
// namespace it has: a bundle built with --counted notes its own runs.
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transformSync } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const MAPS = `${root}build/maps`;
const RUNS = `${root}build/runs`;
const DIST = pathToFileURL(`${root}dist/`).href;
const SRC = pathToFileURL(`${root}src/`).href;
const COMMENT = /\/\/# sourceMappingURL=data:application\/json;base64,([A-Za-z0-9+/=]+)\s*$/;

/** One line, ahead of the bundle: V8's counts of what is in dist/, written when the process ends. With NODE_V8_COVERAGE a test counts itself. */
export const RECORDER = `import{Session as __Session}from"node:inspector";import{writeFileSync as __write}from"node:fs";if(!process.env.NODE_V8_COVERAGE){const session=new __Session;session.connect();session.post("Profiler.enable");session.post("Profiler.startPreciseCoverage",{callCount:true,detailed:true});process.on("exit",()=>session.post("Profiler.takePreciseCoverage",(error,taken)=>{try{__write(${JSON.stringify(RUNS)}+"/"+process.pid+"-"+process.hrtime.bigint()+".json",JSON.stringify({result:taken.result.filter(({url})=>url.includes("/dist/"))}))}catch{}}));}`;

/** Takes the source maps off the texts of a bundle, and keeps them beside it: in it, every process would read and write them. */
export function takeMaps(texts) {
  for (const directory of [MAPS, RUNS]) {
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory, { recursive: true });
    // Whoever stsctl runs as writes here.
    chmodSync(directory, 0o777);
  }
  return new Map([...texts].map(([path, text]) => [path, taken(path, text)]));
}

function taken(path, text) {
  const [comment, map] = COMMENT.exec(text) ?? [];
  if (map === undefined) return text;
  writeFileSync(`${MAPS}/${basename(path)}.json`, Buffer.from(map, 'base64'));
  return text.slice(0, text.length - comment.length);
}

/** Makes one of all that was counted, in `directory`, where c8 looks; how many processes that were. */
export function mergeCounts(directory) {
  const { mergeProcessCovs } = createRequire(createRequire(import.meta.url).resolve('c8'))('@bcoe/v8-coverage');
  const maps = new Map(readdirSync(MAPS).map((name) => [`${DIST}${name.replace(/\.json$/, '')}`, located(JSON.parse(readFileSync(`${MAPS}/${name}`, 'utf8')))]));
  const cache = Object.fromEntries([...maps].map(([url, data]) => [url, { lineLengths: readFileSync(fileURLToPath(url), 'utf8').split('\n').map(({ length }) => length), data }]));
  const files = [directory, RUNS].flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`));
  let merged = { result: [] };
  for (let at = 0; at < files.length; at += 50) {
    const counted = files.slice(at, at + 50).map((file) => JSON.parse(readFileSync(file, 'utf8')));
    for (const { 'source-map-cache': own = {} } of counted) for (const [url, map] of Object.entries(own)) if (url.startsWith(SRC)) cache[url] ??= map;
    merged = mergeProcessCovs([merged, ...counted.map(({ result }) => ({ result: result.map(placed).filter(({ url }) => url.startsWith(SRC) || maps.has(url)) }))]);
  }
  rmSync(directory, { recursive: true });
  mkdirSync(directory);
  writeFileSync(`${directory}/coverage-all.json`, JSON.stringify({ ...merged, 'source-map-cache': cache }));
  return files.length;
}

/** With absolute names, without which c8 takes a source for excluded and reached; what is not of src is nothing to it. */
function located(map) {
  const sources = map.sources.map((name) => new URL(name, DIST).href);
  const isOurs = (url) => url.startsWith(SRC);
  return { ...map, sources: sources.map((url) => (isOurs(url) ? fileURLToPath(url) : url)), sourcesContent: sources.map((url) => (isOurs(url) ? readFileSync(fileURLToPath(url), 'utf8') : '')) };
}

/** A package that a test has copied or installed is the same bundle. */
function placed(script) {
  const [, name] = /\/dist\/([\w-]+\.js)$/.exec(script.url) ?? [];
  return name === undefined ? script : { ...script, url: DIST + name };
}

/** Those below a folder that compile to nothing. */
export function filesOfTypes(folder) {
  const files = readdirSync(`${root}${folder}`, { recursive: true }).filter((name) => name.endsWith('.ts')).map((name) => `${folder}/${name}`);
  return files.filter((path) => transformSync(readFileSync(`${root}${path}`, 'utf8'), { loader: 'ts' }).code.trim() === '');
}
