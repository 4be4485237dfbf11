// stsctl check of 1,000 domains, each with its own policy host and mail host, against peers in another process.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { checkAll } from '../src/check/check-all.ts';
import { print } from './_measure.ts';

const COUNT = 1000;

interface Peers {
  readonly dns: number;
  readonly web: number;
  readonly mail: number;
  readonly ca: string[];
}

const child = fork(fileURLToPath(new URL('_check-peers.ts', import.meta.url)), [String(COUNT)], { execArgv: ['--import', 'tsx'] });
const { dns, web, mail, ca } = await new Promise<Peers>((resolve) => child.once('message', (message) => resolve(message as Peers)));

async function secondsFor(count: number): Promise<number> {
  const subjects = Array.from({ length: count }, (_, index) => ({ domain: `d${index}.example`, policyHost: `mta-sts.d${index}.example`, ours: null }));
  const begin = performance.now();
  const run = await checkAll(subjects, { ca, resolvers: [{ address: '127.0.0.1', port: dns }], allowPrivate: true, connect: null, smtpPort: mail, policyPort: web, namePort: dns }, new Date());
  const seconds = (performance.now() - begin) / 1000;
  const bad = run.domains.flatMap(({ outcome }) => outcome.findings).filter(({ severity }) => severity !== 'note');
  if (bad.length > 0) throw new Error(`${bad.length} findings, the first: ${JSON.stringify(bad[0])}`);
  return seconds;
}

await secondsFor(50);
const hundred = await secondsFor(100);
const before = process.cpuUsage();
const thousand = await secondsFor(COUNT);
const { user, system } = process.cpuUsage(before);
const perCpu = COUNT / ((user + system) / 1e6);
print({ name: 'check/1000', value: COUNT / thousand, unit: 'domains/s', goal: '>= 100', met: COUNT / thousand >= 100 });
// What a busy machine does not change.
print({ name: 'check/cpu', value: perCpu, unit: 'domains/s of CPU', goal: '>= 100', met: perCpu >= 100 });
print({ name: 'check/linear', value: thousand, unit: 's', against: 'ten times check/100', ratio: thousand / (10 * hundred), goal: 'linear: <= 1.3', met: thousand / (10 * hundred) <= 1.3 });
print({ name: 'check/memory', value: process.resourceUsage().maxRSS / 1024, unit: 'MB' });
child.kill();
