// A line for each host on a terminal, painted over in place; whatever else is printed goes above.
import { clearScreenDown, cursorTo, moveCursor } from 'node:readline';
import { escapeLine } from './escape-text.ts';
import type { Screen } from './terminal.ts';

/** Changes that come together are painted together. */
const PAUSE_MS = 50;
/** Of a terminal that does not say its size, or that it has none. */
const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;

export type Phase = 'waiting' | 'working' | 'ended';

export interface LiveLine {
  readonly name: string;
  readonly phase: Phase;
  /** "[ 3/12] rcctl reload httpd" */
  readonly stage: string;
}

export class LiveLines {
  readonly #screen: Screen;
  readonly #lines: Map<string, LiveLine>;
  #painted = 0;
  #isPaused = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(names: readonly string[], screen: Screen) {
    this.#screen = screen;
    this.#lines = new Map(names.map((name) => [name, { name, phase: 'waiting', stage: 'waiting' }]));
  }

  set(name: string, phase: Phase, stage: string): void {
    this.#lines.set(name, { name, phase, stage });
    this.#timer ??= setTimeout(() => this.#paint(), PAUSE_MS);
  }

  /** What `print` prints stays. */
  above(print: () => void): void {
    this.#clear();
    print();
    this.#paint();
  }

  /** The terminal is another's meanwhile: a passphrase is asked for. */
  async paused<T>(work: () => Promise<T>): Promise<T> {
    this.#clear();
    this.#isPaused = true;
    try {
      return await work();
    } finally {
      this.#isPaused = false;
      this.#paint();
    }
  }

  end(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#clear();
  }

  #clear(): void {
    if (this.#painted === 0) return;
    moveCursor(this.#screen, 0, -this.#painted);
    cursorTo(this.#screen, 0);
    clearScreenDown(this.#screen);
    this.#painted = 0;
  }

  #paint(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#isPaused) return;
    const lines = liveText([...this.#lines.values()], this.#screen.columns || DEFAULT_COLUMNS, this.#screen.rows || DEFAULT_ROWS);
    this.#clear();
    this.#screen.write(lines.map((line) => `${line}\n`).join(''));
    this.#painted = lines.length;
  }
}

/** All of them where they fit, else those that are worked on and how many others there are. No line is wider than the terminal. */
export function liveText(lines: readonly LiveLine[], columns: number, rows: number): string[] {
  const width = Math.max(...lines.map(({ name }) => name.length));
  const room = Math.max(1, rows - 2);
  const shown = lines.length <= room ? lines : lines.filter(({ phase }) => phase === 'working').slice(0, room);
  const texts = shown.map(({ name, stage }) => `${name.padEnd(width)}  ${escapeLine(stage)}`);
  if (shown.length < lines.length) texts.push(restText(lines, shown.length));
  return texts.map((text) => [...text].slice(0, columns - 1).join(''));
}

function restText(lines: readonly LiveLine[], shown: number): string {
  const count = (phase: Phase) => lines.filter((each) => each.phase === phase).length;
  return `${count('ended')} ended, ${count('working') - shown} more at work, ${count('waiting')} waiting`;
}
