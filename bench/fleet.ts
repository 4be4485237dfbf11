// 25 hosts at once: an apply with nothing to do against `xargs -P25 ssh HOST true`, and against ansible-core with the same job; 200 connections; memory.
import { writeFileSync } from 'node:fs';
import { missingPrograms } from '../test/support/missing-programs.ts';
import { startSshLab, whyNoSshHost, type SshLab } from '../test/lab/ssh-host.ts';
import { ansibleSides, type AnsibleJob } from './_ansible.ts';
import { costOf, median, report, type Cost } from './_cost.ts';
import { print } from './_measure.ts';
import { answerQuickly } from './_quick-programs.ts';

const ROUNDS = 10;
/** ansible-core takes half a minute a run. */
const ANSIBLE_ROUNDS = 3;
const HOSTS = 25;
const MANY = 200;

const why = whyNoSshHost();
if (why !== false) console.log(`SKIPPED: fleet: ${why}`);
else await bench(await startSshLab());

async function bench(lab: SshLab): Promise<void> {
  try {
    const names = prepare(lab, MANY);
    const few = names.slice(0, HOSTS);
    besideXargs(lab, few);
    printMemory(lab, few);
    printMany(lab, names);
    besideAnsible(lab, few);
  } finally {
    await lab.end();
  }
}

/** As many names of one host, on which everything is done already. */
function prepare(lab: SshLab, count: number): string[] {
  const names = Array.from({ length: count }, (_, index) => `host${index + 1}`);
  lab.configure(names.map((name) => `[host ${name}]\nssh = ${name}\n`).join('\n'));
  for (const name of names) lab.server.host(name);
  lab.write('/etc/httpd.conf', 'server "www.example.net" {\n\tlisten on * port 80\n\troot "/htdocs"\n}\n');
  const { exit, stderr } = lab.stsctl('-H', 'host1', 'apply', '-q');
  if (exit !== 0) throw new Error(stderr);
  answerQuickly(lab);
  return names;
}

function applyOn(lab: SshLab, names: readonly string[]): string[] {
  return [...lab.argv, ...names.flatMap((name) => ['-H', name]), '--jobs', String(names.length), '-q', 'apply'];
}

function besideXargs(lab: SshLab, names: readonly string[]): void {
  writeFileSync(lab.server.file('hosts'), `${names.join('\n')}\n`);
  const sides = {
    xargs: ['xargs', '-a', lab.server.file('hosts'), `-P${names.length}`, '-I{}', 'ssh', '-F', lab.server.configFile, '{}', 'true'],
    ours: applyOn(lab, names),
  };
  const costs = rounds(lab, sides, ROUNDS);
  report(`fleet/${names.length}-hosts`, costs.ours, costs.xargs, `xargs -P${names.length} ssh HOST true`, { wall: 1, cpu: 0.3 });
}

function rounds<K extends string>(lab: SshLab, sides: Readonly<Record<K, readonly string[]>>, count: number): Record<K, Cost[]> {
  const costs = Object.fromEntries(Object.keys(sides).map((name) => [name, [] as Cost[]])) as Record<K, Cost[]>;
  for (let round = 0; round <= count; round += 1) {
    for (const name of Object.keys(sides) as K[]) {
      const cost = costOf(lab, sides[name]);
      // The first round warms up.
      if (round > 0) costs[name].push(cost);
    }
  }
  return costs;
}

/** The most that the client's process has had in memory at once. */
function printMemory(lab: SshLab, names: readonly string[]): void {
  const hook = lab.server.file('peak.cjs');
  const told = lab.server.file('peak');
  writeFileSync(hook, `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(told)}, String(process.resourceUsage().maxRSS)));\n`);
  const [node = '', ...rest] = applyOn(lab, names);
  costOf(lab, [node, '--require', hook, ...rest]);
  const value = Number(lab.server.read('peak')) / 1024;
  print({ name: `fleet/${names.length}-hosts/memory`, value, unit: 'MB', goal: '< 100', met: value < 100 });
}

/** All at once, with as few open files as OpenBSD's default class has (login.conf(5)). */
function printMany(lab: SshLab, names: readonly string[]): void {
  const { wall } = costOf(lab, ['/bin/sh', '-c', 'ulimit -n 512; exec "$@"', 'sh', ...applyOn(lab, names)]);
  print({ name: `fleet/${names.length}-hosts`, value: wall, unit: 'ms', goal: 'exit 0', met: true });
}

function besideAnsible(lab: SshLab, names: readonly string[]): void {
  const missing = missingPrograms(['ansible-playbook']);
  if (missing.length > 0) return console.log(`SKIPPED: fleet/ansible: needs ${missing.join(', ')}`);
  const compare = ({ hosts, goal }: AnsibleJob) => {
    const costs = rounds(lab, { ours: applyOn(lab, hosts), ansible: ansibleSides(lab, hosts) }, ANSIBLE_ROUNDS);
    const [ours, theirs] = [median(costs.ours.map(({ wall }) => wall)), median(costs.ansible.map(({ wall }) => wall))];
    print({ name: `fleet/ansible/${hosts.length}-hosts`, value: theirs, unit: 'ms', against: 'stsctl apply', ratio: theirs / ours, goal: `>= ${goal}`, met: theirs / ours >= goal });
  };
  compare({ hosts: names.slice(0, 1), goal: 25 });
  compare({ hosts: names, goal: 40 });
}
