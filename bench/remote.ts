// A remote apply with nothing to do against `ssh HOST true`: both cold, alternating, on loopback.
import { startSshLab, whyNoSshHost } from '../test/lab/ssh-host.ts';
import type { SshLab } from '../test/lab/ssh-host.ts';
import { costOf, report, type Cost } from './_cost.ts';
import { answerQuickly } from './_quick-programs.ts';

const ROUNDS = 10;
const why = whyNoSshHost();
if (why !== false) console.log(`SKIPPED: remote: ${why}`);
else await bench(await startSshLab());

async function bench(lab: SshLab): Promise<void> {
  try {
    lab.write('/etc/httpd.conf', 'server "www.example.net" {\n\tlisten on * port 80\n\troot "/htdocs"\n}\n');
    const { exit, stderr } = lab.stsctl('-H', 'mail1', 'apply', '-q');
    if (exit !== 0) throw new Error(stderr);
    answerQuickly(lab);
    const sides = {
      ssh: ['ssh', '-F', lab.server.configFile, 'mail1', 'true'],
      ssh2: [...lab.argv, '-H', 'mail1', 'apply'],
      openssh: [...lab.argv, '-H', 'mail2', 'apply'],
    };
    const costs = measureAll(lab, sides);
    for (const name of ['ssh2', 'openssh']) report(`remote/no-op-apply/${name}`, costs[name] ?? [], costs['ssh'] ?? [], 'ssh HOST true, cold', { wall: 1.3, cpu: 2.5 });
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
