// Single characters in Lua patterns: classes such as %a, sets such as [^%s-], and any other character.

/** Character code at an index; 0 past the end, as in a C string. */
export function codeAt(text: string, at: number): number {
  return at < text.length ? text.charCodeAt(at) : 0;
}

const CLASSES: Readonly<Record<string, RegExp>> = {
  a: /[A-Za-z]/, c: /[\x00-\x1f\x7f]/, d: /[0-9]/, g: /[!-~]/, l: /[a-z]/, p: /[!-/:-@[-`{-~]/, s: /[ \t\n\v\f\r]/, u: /[A-Z]/,
  w: /[A-Za-z0-9]/, x: /[0-9A-Fa-f]/, z: /\x00/,
};

function isInClass(c: number, name: string): boolean {
  const set = CLASSES[name.toLowerCase()];
  if (set === undefined) return name.charCodeAt(0) === c;
  return set.test(String.fromCharCode(c)) === (name === name.toLowerCase());
}

/** Where the single-character item at `at` ends; null when the pattern is malformed. */
export function itemEnd(pattern: string, at: number): number | null {
  if (pattern[at] === '%') return at + 1 < pattern.length ? at + 2 : null;
  if (pattern[at] !== '[') return at + 1;
  let end = pattern[at + 1] === '^' ? at + 2 : at + 1;
  do {
    if (end >= pattern.length) return null;
    const escapes = pattern[end] === '%';
    end += escapes && end + 1 < pattern.length ? 2 : 1;
  } while (pattern[end] !== ']');
  return end + 1;
}

/** Does the item from `at` to `end` match the character `c`? */
export function matchesItem(c: number, pattern: string, at: number, end: number): boolean {
  const symbol = pattern[at] ?? '';
  if (symbol === '.') return true;
  if (symbol === '%') return isInClass(c, pattern[at + 1] ?? '');
  if (symbol === '[') return matchesSet(c, pattern, at, end - 1);
  return symbol.charCodeAt(0) === c;
}

/** `last` is the index of the closing bracket. */
export function matchesSet(c: number, pattern: string, start: number, last: number): boolean {
  const negated = pattern[start + 1] === '^';
  for (let at = negated ? start + 2 : start + 1; at < last; at += 1) {
    if (pattern[at] === '%') {
      at += 1;
      if (isInClass(c, pattern[at] ?? '')) return !negated;
    } else if (pattern[at + 1] === '-' && at + 2 < last) {
      if (codeAt(pattern, at) <= c && c <= codeAt(pattern, at + 2)) return !negated;
      at += 2;
    } else if (codeAt(pattern, at) === c) {
      return !negated;
    }
  }
  return negated;
}
