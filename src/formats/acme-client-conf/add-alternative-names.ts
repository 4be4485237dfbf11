// Names that join a handle: one more `alternative names` line at the end of its block (they may repeat, FACTS part 4).
import type { Bytes } from '../../model/bytes.ts';
import type { Range } from '../../model/httpd-conf.ts';
import type { Edit } from '../bsd-conf/edit.ts';
import { sniffLayout } from '../bsd-conf/layout.ts';

/** `range` is the block's, to its closing brace, which stands on a line of its own in any block of several options. */
export function addAlternativeNames(text: Bytes, range: Range, names: readonly string[]): Edit {
  const { indent, quote } = sniffLayout(text);
  const at = text.lastIndexOf('\n', range.end - 1) + 1;
  const outer = /^[ \t]*/.exec(text.slice(at, range.end))?.[0] ?? '';
  return { start: at, end: at, content: `${outer}${indent}alternative names { ${names.map((name) => quote + name + quote).join(' ')} }\n` };
}
