// Names that leave a handle: taken out of its `alternative names`; a list that becomes empty goes with its line.
import type { Bytes } from '../../model/bytes.ts';
import type { Range } from '../../model/httpd-conf.ts';
import type { Edit } from '../bsd-conf/edit.ts';

/** Lists with comments, macros or escapes are for a person: they do not match. */
const LIST = /(?<=[\n{;])[ \t]*alternative[ \t]+names[ \t]*\{([^{}#$\\]*)\}[ \t]*\n?/g;
const NAME = /\s*("?)([\w.*-]+)\1[ \t]*,?/g;

/** Edits within the block; what can't be found is not among them, so the result must be read again. */
export function removeAlternativeNames(text: Bytes, { start, end }: Range, names: ReadonlySet<string>): Edit[] {
  return [...text.slice(start, end).matchAll(LIST)].flatMap((list) => {
    const at = start + list.index;
    const entries = [...(list[1] ?? '').matchAll(NAME)];
    const going = entries.filter(([, , name = '']) => names.has(name));
    if (going.length === 0) return [];
    if (going.length === entries.length) return [{ start: at, end: at + list[0].length, content: '' }];
    const inside = at + list[0].indexOf('{') + 1;
    return going.map((entry) => ({ start: inside + entry.index, end: inside + entry.index + entry[0].length, content: '' }));
  });
}
