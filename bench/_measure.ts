// Both sides of a ratio in one run, alternating, medians (docs: DESIGN part 5).

export interface Sides {
  readonly [name: string]: () => unknown;
}

/** Milliseconds of user and system time, median of `rounds`, for each side. */
export function measure(sides: Sides, rounds = 10): Record<string, number> {
  const times: Record<string, number[]> = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
  for (const run of Object.values(sides)) run();
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, run] of Object.entries(sides)) times[name]?.push(cpuOf(run));
  }
  return Object.fromEntries(Object.entries(times).map(([name, each]) => [name, median(each)]));
}

/** The same for sides that wait. */
export async function measureAsync(sides: Sides, rounds = 10): Promise<Record<string, number>> {
  const times: Record<string, number[]> = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
  for (const run of Object.values(sides)) await run();
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, run] of Object.entries(sides)) times[name]?.push(await cpuOfAsync(run));
  }
  return Object.fromEntries(Object.entries(times).map(([name, each]) => [name, median(each)]));
}

async function cpuOfAsync(run: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Of what a shell ran, by its `times`, which prints its own line and then its children's: "0m1.25s 0m0.31s". */
export function cpuOfChildren(rounds: number, run: () => string): number {
  return median(Array.from({ length: rounds }, () => childMilliseconds(run())));
}

function childMilliseconds(times: string): number {
  const last = times.trim().split('\n').at(-1) ?? '';
  return [...last.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, minutes, seconds]) => sum + (Number(minutes) * 60 + Number(seconds)) * 1000, 0);
}

function cpuOf(run: () => unknown): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

export interface Line {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly against?: string;
  readonly ratio?: number;
  readonly goal?: string;
  readonly met?: boolean;
}

export function print(line: Line): void {
  const rounded = Object.fromEntries(Object.entries(line).map(([key, value]) => [key, typeof value === 'number' ? Number(value.toPrecision(4)) : value]));
  console.log(JSON.stringify(rounded));
}
