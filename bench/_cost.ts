// What a command of the lab's client costs: wall time, and user and system time of it and what it ran.
import type { SshLab } from '../test/lab/ssh-host.ts';
import { print } from './_measure.ts';

export interface Cost {
  /** Milliseconds. */
  readonly wall: number;
  readonly cpu: number;
}

/** sh(1)'s times: the second line is what its children used. Throws when the command fails. */
export function costOf(lab: SshLab, argv: readonly string[]): Cost {
  const began = performance.now();
  const { stdout, stderr } = lab.namespace.run(['/bin/sh', '-c', '"$@" >/dev/null || exit 1; times', 'sh', ...argv], { timeoutMs: 600_000 });
  const wall = performance.now() - began;
  const used = [...(stdout.split('\n')[1] ?? '').matchAll(/(\d+)m([\d.]+)s/g)].map((each) => Number(each[1]) * 60_000 + Number(each[2]) * 1000);
  if (used.length !== 2) throw new Error(`${argv.join(' ')} failed: ${stderr}`);
  return { wall, cpu: used.reduce((sum, each) => sum + each, 0) };
}

export function report(name: string, ours: readonly Cost[], theirs: readonly Cost[], against: string, goals: Cost): void {
  for (const what of ['wall', 'cpu'] as const) {
    const [value, other] = [median(ours.map((each) => each[what])), median(theirs.map((each) => each[what]))];
    const ratio = value / other;
    print({ name: `${name}/${what}`, value, unit: 'ms', against, ratio, goal: `<= ${goals[what]}`, met: ratio <= goals[what] });
  }
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
