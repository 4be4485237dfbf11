// Counts how often our verdict equals the recorded one: exit status, first message, whole stderr.

interface Answer {
  readonly exit: number;
  readonly stderr: readonly string[];
}

export class Parity {
  readonly #name: string;
  total = 0;
  exit = 0;
  first = 0;
  whole = 0;
  readonly misses: { file: string; got: Answer; want: Answer }[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  add(file: string, got: Answer, want: Answer): void {
    const whole = got.stderr.join('\n') === want.stderr.join('\n');
    this.total += 1;
    if (got.exit === want.exit) this.exit += 1;
    if (got.stderr[0] === want.stderr[0]) this.first += 1;
    if (whole) this.whole += 1;
    if (!whole || got.exit !== want.exit) this.misses.push({ file, got, want: { exit: want.exit, stderr: want.stderr } });
  }

  table(): string {
    return `${this.#name}: exit ${this.exit}/${this.total}, first message ${this.first}/${this.total}, whole stderr ${this.whole}/${this.total}`;
  }
}
