// Parse tables as plain data, so that the build makes them once: building them costs more than reading a configuration.
import type { Grammar } from './grammar.ts';
import type { Tables } from './tables.ts';

type ArrayName = 'action' | 'goto' | 'unasked' | 'length' | 'left';

/** Nothing in it but strings, numbers, arrays and objects of these. */
export interface PackedTables {
  readonly rules: Grammar['rules'];
  readonly names: readonly string[];
  readonly tokens: readonly (readonly [string, number])[];
  readonly tokenCount: number;
  readonly top: number;
  readonly arrays: Readonly<Record<ArrayName, Runs>>;
}

interface Runs {
  readonly size: number;
  /** A value, how often it comes in a row, the next value, and so on. */
  readonly runs: readonly number[];
}

export function packTables({ grammar, tokenCount, top, ...tables }: Tables): PackedTables {
  const runs = (name: ArrayName): Runs => ({ size: tables[name].length, runs: runsOf(tables[name]) });
  return { rules: grammar.rules, names: grammar.names, tokens: [...grammar.tokens], tokenCount, top, arrays: { action: runs('action'), goto: runs('goto'), unasked: runs('unasked'), length: runs('length'), left: runs('left') } };
}

export function unpackTables({ rules, names, tokens, tokenCount, top, arrays }: PackedTables): Tables {
  const grammar: Grammar = { rules, names, tokenCount, tokens: new Map(tokens) };
  const { action, goto, unasked, length, left } = arrays;
  return { grammar, tokenCount, nameCount: names.length, top, action: fromRuns(action), goto: fromRuns(goto), unasked: fromRuns(unasked), length: fromRuns(length), left: fromRuns(left) };
}

function runsOf(values: Int16Array): number[] {
  const runs: number[] = [];
  for (const [at, value] of values.entries()) {
    if (at > 0 && value === values[at - 1]) runs[runs.length - 1] = (runs.at(-1) ?? 0) + 1;
    else runs.push(value, 1);
  }
  return runs;
}

function fromRuns({ size, runs }: Runs): Int16Array {
  const values = new Int16Array(size);
  let end = 0;
  for (let at = 0; at < runs.length; at += 2) {
    const start = end;
    end += runs[at + 1] ?? 0;
    values.fill(runs[at] ?? 0, start, end);
  }
  return values;
}
