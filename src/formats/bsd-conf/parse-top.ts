// The top file cut into tiles, one after another without a gap: its statements and what stands between them.
import type { Bytes } from '../../model/bytes.ts';
import type { Range } from '../../model/httpd-conf.ts';
import type { Dialect } from './dialect.ts';
import { Driver, type ParseContext, type Statement } from './driver.ts';
import { Lexer } from './lexer.ts';
import { Reader } from './reader.ts';
import type { Value } from './token.ts';

export interface Tile extends Range {
  /** Rule of the statement (`server`, `macro`, …), `error` for what the parser dropped, `gap` for blanks and comments. */
  readonly kind: string;
}

export interface Top {
  readonly text: Bytes;
  readonly tiles: readonly Tile[];
}

/** Syntax only: includes are not followed and nothing is checked. Macros are expanded, since they may hold braces. */
export function parseTop(text: Bytes, dialect: Dialect): Top {
  const context = new Tiling();
  const lexer = new Lexer(dialect, new Reader('', text, false));
  const macro = (c: Tiling, at: number) => {
    lexer.macros.set(String(c.values[at + 1]), String(c.values[at + 3]));
    return 0 as const;
  };
  const actions = dialect.tables.grammar.rules.map(({ action }) => (action === 'macro' ? macro : undefined));
  new Driver(dialect.tables, lexer, context, actions).run();
  context.gapUpTo(text.length);
  return { text, tiles: context.tiles };
}

export function printTop({ text, tiles }: Top): Bytes {
  return tiles.map(({ start, end }) => text.slice(start, end)).join('');
}

class Tiling implements ParseContext {
  readonly values: Value[] = [];
  result: Value = null;
  readonly tiles: Tile[] = [];
  #end = 0;

  ended(kind: string, { start, end }: Statement): void {
    this.gapUpTo(start);
    const from = Math.max(start, this.#end);
    if (end > from) this.#add(kind, from, end);
  }

  gapUpTo(offset: number): void {
    if (offset > this.#end) this.#add('gap', this.#end, offset);
  }

  #add(kind: string, start: number, end: number): void {
    this.tiles.push({ kind, start, end });
    this.#end = end;
  }
}
