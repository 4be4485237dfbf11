// YYYY-MM.tally.ndjson: how often a report came that was not stored, by day and domain.
import { appendFileSync } from 'node:fs';
import { monthFile, monthOf } from './layout.ts';
import { readLines } from './read-lines.ts';

export interface TallyLine {
  /** The day the report is of. */
  readonly day: string;
  readonly domain: string;
  readonly duplicates: number;
  /** Policies of domains that are not ours. */
  readonly foreign: number;
}

/** Of one run: whoever sends a thousand names gets "(others)". */
const MAX_DOMAINS = 100;

export class Tally {
  readonly #cells = new Map<string, { day: string; domain: string; duplicates: number; foreign: number }>();

  add(what: 'duplicates' | 'foreign', day: string, domain: string): void {
    const named = `${day} ${domain}`;
    const key = this.#cells.has(named) || this.#cells.size < MAX_DOMAINS ? named : `${day} (others)`;
    const cell = this.#cells.get(key) ?? { day, domain: key.slice(day.length + 1), duplicates: 0, foreign: 0 };
    cell[what] += 1;
    this.#cells.set(key, cell);
  }

  /** Appended in one write: lines of several writers don't mix. */
  save(directory: string): void {
    for (const month of new Set([...this.#cells.values()].map(({ day }) => monthOf(day)))) {
      const lines = [...this.#cells.values()].filter(({ day }) => monthOf(day) === month).map((cell) => `${JSON.stringify(cell)}\n`);
      appendFileSync(monthFile(directory, month, 'tally.ndjson'), lines.join(''), { mode: 0o640 });
    }
    this.#cells.clear();
  }
}

export function* readTally(directory: string, month: string): Generator<TallyLine> {
  for (const { text } of readLines(monthFile(directory, month, 'tally.ndjson'))) {
    const line = tallyLine(text);
    if (line !== null) yield line;
  }
}

function tallyLine(text: string): TallyLine | null {
  try {
    const { day, domain, duplicates, foreign } = JSON.parse(text) as Partial<Record<keyof TallyLine, unknown>>;
    return typeof day === 'string' && typeof domain === 'string' && typeof duplicates === 'number' && typeof foreign === 'number' ? { day, domain, duplicates, foreign } : null;
  } catch {
    return null;
  }
}
