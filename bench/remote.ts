// A remote apply with nothing to do against `ssh HOST true`: both cold, alternating, on loopback.
import { startSshLab, whyNoSshHost } from '../test/lab/ssh-host.ts';
import type { SshLab } from '../test/lab/ssh-host.ts';
import { print } from './_measure.ts';

const ROUNDS = 10;
const why = whyNoSshHost();
if (why !== false) console.log(`SKIPPED: remote: ${why}`);
else await bench(await startSshLab());

interface Cost {
  readonly wall: number;
  readonly cpu: number;
}

async function bench(lab: SshLab): Promise<void> {
  try {
    lab.write('/etc/httpd.conf', 'server "www.example.net" {\n\tlisten on * port 80\n\troot "/htdocs"\n}\n');
    const { exit, stderr } = lab.stsctl('-H', 'mail1', 'apply', '-q');
    if (exit !== 0) throw new Error(stderr);
    const sides = {
      ssh: ['ssh', '-F', lab.server.configFile, 'mail1', 'true'],
      ssh2: [...lab.argv, '-H', 'mail1', 'apply'],
      openssh: [...lab.argv, '-H', 'mail2', 'apply'],
    };
    const costs = measureAll(lab, sides);
    for (const name of ['ssh2', 'openssh']) report(name, costs[name] ?? [], costs['ssh'] ?? []);
  } finally {
    await lab.end();
  }
}

function measureAll(lab: SshLab, sides: Readonly<Record<string, readonly string[]>>): Record<string, Cost[]> {
  const costs: Record<string, Cost[]> = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [name, argv] of Object.entries(sides)) {
      const cost = costOf(lab, argv);
      // The first round warms up.
      if (round > 0) costs[name]?.push(cost);
    }
  }
  return costs;
}

/** sh(1)'s times: the second line is what its children used. */
function costOf(lab: SshLab, argv: readonly string[]): Cost {
  const began = performance.now();
  const { stdout } = lab.namespace.run(['/bin/sh', '-c', '"$@" >/dev/null 2>&1 || exit 1; times', 'sh', ...argv]);
  const wall = performance.now() - began;
  const used = [...(stdout.split('\n')[1] ?? '').matchAll(/(\d+)m([\d.]+)s/g)].map((each) => Number(each[1]) * 60_000 + Number(each[2]) * 1000);
  if (used.length !== 2) throw new Error(`${argv.join(' ')} failed`);
  return { wall, cpu: used.reduce((sum, each) => sum + each, 0) };
}

function report(name: string, ours: readonly Cost[], theirs: readonly Cost[]): void {
  const goals = { wall: 1.3, cpu: 2.5 } as const;
  for (const what of ['wall', 'cpu'] as const) {
    const [value, against] = [median(ours.map((each) => each[what])), median(theirs.map((each) => each[what]))];
    const ratio = value / against;
    print({ name: `remote/no-op-apply/${name}/${what}`, value, unit: 'ms', against: 'ssh HOST true, cold', ratio, goal: `<= ${goals[what]}`, met: ratio <= goals[what] });
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
