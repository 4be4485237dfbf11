// fnmatch(3) as httpd(8) uses it: `*` crosses "/", `?`, `[...]`, and a backslash that takes the next character literally.

export interface GlobOptions {
  readonly ignoreCase?: boolean;
}

/** Time grows with the product of both lengths at most: only the last `*` is ever tried again. */
export function matchGlob(pattern: string, text: string, { ignoreCase = false }: GlobOptions = {}): boolean {
  let [p, t] = [0, 0];
  let [star, starText] = [-1, 0];
  while (t < text.length) {
    if (pattern[p] === '*') {
      [star, starText] = [p, t];
      p += 1;
      continue;
    }
    const next = p < pattern.length ? matchOne(pattern, p, text[t] ?? '', ignoreCase) : -1;
    if (next >= 0) {
      p = next;
      t += 1;
      continue;
    }
    if (star < 0) return false;
    starText += 1;
    [p, t] = [star + 1, starText];
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}

/** Where the pattern goes on after matching one character; -1 when it does not match. */
function matchOne(pattern: string, at: number, c: string, ignoreCase: boolean): number {
  const symbol = pattern[at] ?? '';
  if (symbol === '?') return at + 1;
  if (symbol === '[') {
    const set = matchSet(pattern, at + 1, c, ignoreCase);
    if (set !== null) return set.matches ? set.end : -1;
  }
  const literal = symbol === '\\' && at + 1 < pattern.length ? at + 1 : at;
  return isSame(pattern[literal] ?? '', c, ignoreCase) ? literal + 1 : -1;
}

/** Null when no `]` follows: then the `[` stands for itself. A `]` right after `[` ends the set. */
function matchSet(pattern: string, start: number, c: string, ignoreCase: boolean): { matches: boolean; end: number } | null {
  const negated = pattern[start] === '!' || pattern[start] === '^';
  let at = negated ? start + 1 : start;
  let found = false;
  while (at < pattern.length) {
    if (pattern[at] === ']') return { matches: found !== negated, end: at + 1 };
    const named = /^\[:([a-z]+):\]/.exec(pattern.slice(at, at + 12));
    if (named !== null) {
      found ||= isInClass(named[1] ?? '', c, ignoreCase);
      at += named[0].length;
      continue;
    }
    if (pattern[at] === '\\') at += 1;
    const low = pattern[at] ?? '';
    let high = low;
    if (pattern[at + 1] === '-' && pattern[at + 2] !== ']') {
      at += pattern[at + 2] === '\\' ? 3 : 2;
      high = pattern[at] ?? '';
    }
    if (high === '') return null;
    found ||= isBetween(low, high, c, ignoreCase);
    at += 1;
  }
  return null;
}

function isBetween(low: string, high: string, c: string, ignoreCase: boolean): boolean {
  if (low <= c && c <= high) return true;
  return ignoreCase && lower(low) <= lower(c) && lower(c) <= lower(high);
}

const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[A-Za-z0-9]/, alpha: /[A-Za-z]/, blank: /[ \t]/, cntrl: /[\x00-\x1f\x7f]/, digit: /[0-9]/, graph: /[!-~]/, lower: /[a-z]/,
  print: /[ -~]/, punct: /[!-/:-@[-`{-~]/, space: /[ \t\n\v\f\r]/, upper: /[A-Z]/, xdigit: /[0-9A-Fa-f]/,
};

function isInClass(name: string, c: string, ignoreCase: boolean): boolean {
  const isCase = name === 'upper' || name === 'lower';
  return (CLASSES[ignoreCase && isCase ? 'alpha' : name] ?? /(?!)/).test(c);
}

function isSame(a: string, b: string, ignoreCase: boolean): boolean {
  return a === b || (ignoreCase && lower(a) === lower(b));
}

/** ASCII only, as in the C locale. */
function lower(c: string): string {
  return c >= 'A' && c <= 'Z' ? c.toLowerCase() : c;
}
