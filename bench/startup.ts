// Start-up against `node -e 0`, alternating, user and system time of the process and of what it starts.
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { makeTree } from '../test/support/openbsd-like.ts';
import { REPOSITORY, STSCTL } from '../test/support/stsctl.ts';
import { TUTORIAL } from '../test/support/tutorial.ts';
import { print } from './_measure.ts';

const ROUNDS = 15;
/** Runs for one sample: sh(1)'s times counts in hundredths of a second, of which a run of node is six. */
const RUNS = 10;

/** The stand-ins are Node programs; rcctl(8) is a shell script and crontab(1) is C: for what a plan asks of them, these. */
const RCCTL = '#!/bin/sh\ncase $1 in check) echo "httpd(ok)" ;; esac\n';
const CRONTAB = '#!/bin/sh\necho "crontab: no crontab for root" >&2\nexit 1\n';

const tree = await makeTree({ throwAwayCa: false });
try {
  tree.write('/etc/stsctl.conf', TUTORIAL);
  tree.write('/etc/httpd.conf', readFileSync(join(REPOSITORY, 'test/fixtures/existing/04-site-with-tls.conf')));
  for (const [path, text] of [['/usr/sbin/rcctl', RCCTL], ['/usr/bin/crontab', CRONTAB]] as const) {
    tree.write(path, text);
    chmodSync(tree.root + path, 0o755);
  }
  bench({ version: [STSCTL, '--version'], plan: [STSCTL, ...tree.argv('plan')] }, { version: 1.2, plan: 2 });
} finally {
  tree.remove();
}

function bench(sides: Readonly<Record<string, readonly string[]>>, goals: Readonly<Record<string, number>>): void {
  const times: Record<string, number[]> = { node: [] };
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [name, argv] of Object.entries({ node: ['-e', '0'], ...sides })) {
      const value = millisecondsOf(argv);
      // The first round warms up.
      if (round > 0) (times[name] ??= []).push(value);
    }
  }
  const base = median(times['node'] ?? []);
  for (const [name, goal] of Object.entries(goals)) {
    const value = median(times[name] ?? []);
    print({ name: `startup/${name}`, value, unit: 'ms', against: 'node -e 0', ratio: value / base, goal: `<= ${goal}`, met: value / base <= goal });
  }
}

function millisecondsOf(argv: readonly string[]): number {
  const script = `for run in ${Array.from({ length: RUNS }, (_, index) => index).join(' ')}; do "$@" >/dev/null 2>&1; done; times`;
  const { stdout } = spawnSync('/bin/sh', ['-c', script, 'sh', process.execPath, ...argv], { encoding: 'utf8' });
  const used = [...(stdout.split('\n')[1] ?? '').matchAll(/(\d+)m([\d.]+)s/g)].map(([, minutes, seconds]) => Number(minutes) * 60_000 + Number(seconds) * 1000);
  if (used.length !== 2) throw new Error(`${argv.join(' ')} failed`);
  return used.reduce((sum, each) => sum + each, 0) / RUNS;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
