// How a file is laid out, and our blocks in the same manner: its indentation, its quotes.
import type { Bytes } from '../../model/bytes.ts';

export interface Layout {
  /** One level of indentation. */
  readonly indent: string;
  readonly quote: '"' | "'";
}

/** As the manuals write it; so does a file that shows no habit of its own. */
export const MANUAL_LAYOUT: Layout = { indent: '\t', quote: '"' };

const COMMENT_OR_STRING = /#[^\n]*|"[^"\n]*"|'[^'\n]*'/g;
/** A habit shows in the first so many bytes, or it is none. */
const SAMPLE = 65536;

/** What most lines right after an opening brace do, and most quoted strings. */
export function sniffLayout(whole: Bytes): Layout {
  const text = whole.slice(0, SAMPLE);
  const counts = new Map<string, number>();
  for (const [, outer = '', inner = ''] of text.matchAll(/^([ \t]*)[^#\s][^\n]*\{[ \t]*\n(?:[ \t]*(?:#[^\n]*)?\n)*([ \t]*)[^\s#}]/gm)) {
    if (inner.length > outer.length && inner.startsWith(outer)) count(counts, inner.slice(outer.length));
  }
  const quotes = new Map<string, number>();
  for (const [found] of text.matchAll(COMMENT_OR_STRING)) count(quotes, found[0] ?? '');
  return {
    indent: mostFrequent(counts) ?? MANUAL_LAYOUT.indent,
    quote: (quotes.get("'") ?? 0) > (quotes.get('"') ?? 0) ? "'" : '"',
  };
}

/** A block laid out as in the manuals (tabs, double quotes), put into another layout; its meaning stays. */
export function layOut(block: Bytes, { indent, quote }: Layout): Bytes {
  const indented = indent === '\t' ? block : block.replace(/^\t+/gm, (tabs) => indent.repeat(tabs.length));
  if (quote === '"') return indented;
  return indented.replace(COMMENT_OR_STRING, (found) => (/^"[^'\\]*"$/.test(found) ? `'${found.slice(1, -1)}'` : found));
}

/** Two blocks whose lines differ in nothing but indentation and the kind of quotes. */
export function isSameButForLayout(one: Bytes, other: Bytes): boolean {
  return plain(one) === plain(other);
}

function plain(block: Bytes): Bytes {
  return block.replace(/^[ \t]+|[ \t]+$/gm, '').replaceAll("'", '"');
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function mostFrequent(counts: ReadonlyMap<string, number>): string | null {
  return [...counts].reduce<[string, number] | null>((best, each) => (best === null || each[1] > best[1] ? each : best), null)?.[0] ?? null;
}
