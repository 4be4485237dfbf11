// Lexing and parsing a 10 MB httpd.conf of 10,000 servers: MB/s, and against a bare loop and JSON.parse over as much.
import { judgeHttpdConf } from '../src/formats/httpd-conf/judge-httpd-conf.ts';
import { resolveService } from '../src/formats/httpd-conf/services.ts';
import type { HttpdWorld } from '../src/model/httpd-conf.ts';
import { measure, print } from './_measure.ts';
import { manyServers } from './_servers.ts';

const GOAL = 20;
const world: HttpdWorld = { readInclude: () => null, isReadable: () => true, resolveHost: () => null, resolveService };

const text = Buffer.from(manyServers(10_000, 8), 'latin1').toString('latin1');
const half = Buffer.from(manyServers(5_000, 8), 'latin1').toString('latin1');
const json = JSON.stringify(text.match(/[^\n]*\n/g));

function bareLoop(): number {
  let sum = 0;
  for (let index = 0; index < text.length; index += 1) sum += text.charCodeAt(index);
  return sum;
}

const times = measure({
  parse: () => judgeHttpdConf('/etc/httpd.conf', text, world),
  half: () => judgeHttpdConf('/etc/httpd.conf', half, world),
  loop: bareLoop,
  json: () => JSON.parse(json),
});
const of = (name: string) => times[name] ?? Number.NaN;
const megabytes = text.length / 1e6;
const speed = megabytes / (of('parse') / 1000);

print({ name: 'parse/httpd.conf', value: speed, unit: `MB/s (${megabytes.toFixed(1)} MB, 10,000 servers)`, goal: `>= ${GOAL}`, met: speed >= GOAL });
print({ name: 'parse/linear', value: of('parse') / of('half'), unit: 'time for twice the size', goal: '< 2.5', met: of('parse') / of('half') < 2.5 });
print({ name: 'parse/loop', value: of('parse'), unit: 'ms', against: 'bare charCodeAt loop over the same bytes', ratio: of('parse') / of('loop') });
print({ name: 'parse/json', value: of('parse'), unit: 'ms', against: 'JSON.parse of as many bytes', ratio: of('parse') / ((of('json') * text.length) / json.length) });
