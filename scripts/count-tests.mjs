// Loaded into every process of the tests by `npm run check`: notes at its end which parts of src ran there. NODE_V8_COVERAGE would do it too, but Node
// puts that into the environment of every child, and tests are there to see what is in it.
import { Session } from 'node:inspector';
import { writeFileSync } from 'node:fs';

const { COUNTS: directory } = process.env;
const SRC = new URL('../src/', import.meta.url).href;
const INLINE = /^data:application\/json[^,]*;base64,(.*)$/s;

if (directory !== undefined) {
  delete process.env.COUNTS;
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  process.on('exit', () => session.post('Profiler.takePreciseCoverage', (_, { result }) => write(session, result.filter(({ url }) => url.startsWith(SRC)))));
}

function write(session, result) {
  const cache = {};
  // Once it is enabled, it tells of every script there is.
  session.on('Debugger.scriptParsed', ({ params: { url, scriptId, sourceMapURL } }) => {
    const [, map] = INLINE.exec(sourceMapURL ?? '') ?? [];
    if (!url.startsWith(SRC) || map === undefined) return;
    session.post('Debugger.getScriptSource', { scriptId }, (_, { scriptSource }) => {
      const { version, names, mappings } = JSON.parse(Buffer.from(map, 'base64').toString());
      cache[url] = { lineLengths: scriptSource.split('\n').map(({ length }) => length), data: { version, names, mappings, sources: [url] } };
    });
  });
  session.post('Debugger.enable', () => writeFileSync(`${directory}/${process.pid}-${process.hrtime.bigint()}.json`, JSON.stringify({ result, 'source-map-cache': cache })));
}
