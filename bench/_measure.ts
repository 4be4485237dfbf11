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

/** Milliseconds: of a processor, user and system, and of the clock on the wall. */
export interface Spent {
  readonly user: number;
  readonly system: number;
  readonly wall: number;
}

/** The same for sides that wait, medians of each; `after` clears up, and is not measured. */
export async function measureAsync(sides: Sides, rounds = 10, after: () => void = () => undefined): Promise<Record<string, Spent>> {
  const spent: Record<string, Spent[]> = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, run] of Object.entries(sides)) {
      const each = await spentBy(run);
      // The first round warms up.
      if (round > 0) spent[name]?.push(each);
      after();
    }
  }
  return Object.fromEntries(Object.entries(spent).map(([name, each]) => [name, { user: median(each.map(({ user }) => user)), system: median(each.map(({ system }) => system)), wall: median(each.map(({ wall }) => wall)) }]));
}

async function spentBy(run: () => unknown): Promise<Spent> {
  const [before, start] = [process.cpuUsage(), performance.now()];
  await run();
  const { user, system } = process.cpuUsage(before);
  return { user: user / 1000, system: system / 1000, wall: performance.now() - start };
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
