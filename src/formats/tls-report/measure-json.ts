// What a JSON text would cost, before JSON.parse pays it.
import { MAX_DEPTH, MAX_NESTED_VALUES } from './limits.ts';

/** Shorter texts can't cost much whatever they hold. */
const HARMLESS = 64 * 1024;
const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];

/** Null when it may be parsed. */
export function jsonProblem(text: string): string | null {
  if (text.length < HARMLESS) return null;
  let depth = 0;
  let values = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) index = endOfString(text, index);
    else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      depth += 1;
      values += 1;
      if (depth > MAX_DEPTH) return `is nested deeper than ${MAX_DEPTH} levels`;
      if (values > MAX_NESTED_VALUES) return `holds more than ${MAX_NESTED_VALUES} lists and objects`;
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth -= 1;
  }
  return null;
}

function endOfString(text: string, start: number): number {
  let index = text.indexOf('"', start + 1);
  while (index > 0 && isEscaped(text, index)) index = text.indexOf('"', index + 1);
  return index < 0 ? text.length : index;
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes += 1;
  return slashes % 2 === 1;
}
