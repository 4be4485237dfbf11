// Lua 5.3 patterns (patterns(7)) with the limits httpd(8) sets; any mistake in a pattern means no match.
import { codeAt, itemEnd, matchesItem, matchesSet } from './lua-class.ts';

const DEEPEST = 200;
const MOST_REPETITIONS = 0xfffff;
const MOST_CAPTURES = 31;
const OPEN = -1;
/** `()` captures a position; httpd makes an empty string of it. */
const POSITION = -2;

class BadPattern extends Error {}

/**
 * Null: no match. Else what %0, %1, … stand for in httpd.conf(5): the whole subject, then the captures, or the part that
 * matched when the pattern has none.
 */
export function matchPattern(subject: string, pattern: string): string[] | null {
  if (!/[\^$*+?.([%-]/.test(pattern)) return subject.includes(pattern) ? [subject, pattern] : null;
  const anchored = pattern.startsWith('^');
  const matching = new Matching(subject, anchored ? pattern.slice(1) : pattern);
  try {
    for (let start = 0; start <= subject.length; start += 1) {
      const captures = matching.from(start);
      if (captures !== null) return [subject, ...captures];
      if (anchored) break;
    }
  } catch (error) {
    if (!(error instanceof BadPattern)) throw error;
  }
  return null;
}

interface Capture {
  readonly start: number;
  length: number;
}

class Matching {
  readonly #subject: string;
  readonly #pattern: string;
  #captures: Capture[] = [];
  #depth = 0;
  #repetitions = MOST_REPETITIONS;

  constructor(subject: string, pattern: string) {
    this.#subject = subject;
    this.#pattern = pattern;
  }

  from(start: number): string[] | null {
    this.#captures = [];
    const end = this.#match(start, 0);
    if (end < 0) return null;
    if (this.#captures.length === 0) return [this.#subject.slice(start, end)];
    return this.#captures.map(({ start: from, length }) => {
      if (length === OPEN) throw new BadPattern('unfinished capture');
      return this.#subject.slice(from, from + Math.max(length, 0));
    });
  }

  /** End of the match of the pattern's rest, -1 for none. */
  #match(s: number, p: number): number {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new BadPattern('pattern too complex');
    const end = this.#matchRest(s, p);
    this.#depth -= 1;
    return end;
  }

  #matchRest(subjectAt: number, patternAt: number): number {
    let [s, p] = [subjectAt, patternAt];
    while (p < this.#pattern.length) {
      const symbol = this.#pattern[p];
      if (symbol === '(') return this.#open(s, p);
      if (symbol === ')') return this.#close(s, p + 1);
      if (symbol === '$' && p + 1 === this.#pattern.length) return s === this.#subject.length ? s : -1;
      const special = symbol === '%' ? this.#special(s, p) : null;
      const step = special ?? this.#item(s, p);
      if (typeof step === 'number') return step;
      [s, p] = step;
    }
    return s;
  }

  /** %b, %f and %1; null for every other item. */
  #special(s: number, p: number): [number, number] | number | null {
    const name = this.#pattern[p + 1] ?? '';
    if (name === 'b') return this.#balanced(s, p + 2);
    if (name === 'f') return this.#frontier(s, p + 2);
    if (name >= '0' && name <= '9') return this.#again(s, p, name);
    return null;
  }

  #item(s: number, p: number): [number, number] | number {
    const end = itemEnd(this.#pattern, p);
    if (end === null) throw new BadPattern('malformed pattern');
    const suffix = this.#pattern[end] ?? '';
    if (!this.#matchesOne(s, p, end)) {
      this.#repetitions -= 1;
      if (this.#repetitions < 0) throw new BadPattern('max repetition items');
      return suffix === '*' || suffix === '?' || suffix === '-' ? [s, end + 1] : -1;
    }
    if (suffix === '?') {
      const matched = this.#match(s + 1, end + 1);
      return matched >= 0 ? matched : [s, end + 1];
    }
    if (suffix === '+') return this.#longest(s + 1, p, end);
    if (suffix === '*') return this.#longest(s, p, end);
    if (suffix === '-') return this.#shortest(s, p, end);
    return [s + 1, end];
  }

  #matchesOne(s: number, p: number, end: number): boolean {
    return s < this.#subject.length && matchesItem(this.#subject.charCodeAt(s), this.#pattern, p, end);
  }

  #longest(s: number, p: number, end: number): number {
    let count = 0;
    while (this.#matchesOne(s + count, p, end)) count += 1;
    for (; count >= 0; count -= 1) {
      const matched = this.#match(s + count, end + 1);
      if (matched >= 0) return matched;
    }
    return -1;
  }

  #shortest(start: number, p: number, end: number): number {
    for (let s = start; ; s += 1) {
      const matched = this.#match(s, end + 1);
      if (matched >= 0) return matched;
      if (!this.#matchesOne(s, p, end)) return -1;
    }
  }

  #open(s: number, p: number): number {
    if (this.#captures.length >= MOST_CAPTURES) throw new BadPattern('too many captures');
    const isPosition = this.#pattern[p + 1] === ')';
    this.#captures.push({ start: s, length: isPosition ? POSITION : OPEN });
    const matched = this.#match(s, isPosition ? p + 2 : p + 1);
    if (matched < 0) this.#captures.pop();
    return matched;
  }

  #close(s: number, p: number): number {
    const capture = this.#captures.findLast(({ length }) => length === OPEN);
    if (capture === undefined) throw new BadPattern('invalid pattern capture');
    capture.length = s - capture.start;
    const matched = this.#match(s, p);
    if (matched < 0) capture.length = OPEN;
    return matched;
  }

  #balanced(start: number, p: number): [number, number] | number {
    if (p + 1 >= this.#pattern.length) throw new BadPattern('missing arguments to %b');
    const [open, close] = [codeAt(this.#pattern, p), codeAt(this.#pattern, p + 1)];
    if (codeAt(this.#subject, start) !== open) return -1;
    let depth = 1;
    for (let s = start + 1; s < this.#subject.length; s += 1) {
      const c = codeAt(this.#subject, s);
      if (c === close) depth -= 1;
      else if (c === open) depth += 1;
      if (depth === 0) return [s + 1, p + 2];
    }
    return -1;
  }

  #frontier(s: number, p: number): [number, number] | number {
    const end = this.#pattern[p] === '[' ? itemEnd(this.#pattern, p) : null;
    if (end === null) throw new BadPattern('missing set after %f');
    const before = s === 0 ? 0 : codeAt(this.#subject, s - 1);
    const passes = !matchesSet(before, this.#pattern, p, end - 1) && matchesSet(codeAt(this.#subject, s), this.#pattern, p, end - 1);
    return passes ? [s, end] : -1;
  }

  /** %1: the text of an earlier capture once more. */
  #again(s: number, p: number, name: string): [number, number] | number {
    const capture = this.#captures[Number(name) - 1];
    if (capture === undefined || capture.length === OPEN) throw new BadPattern('invalid capture index');
    if (capture.length < 0) return -1;
    const text = this.#subject.slice(capture.start, capture.start + capture.length);
    return this.#subject.startsWith(text, s) ? [s + text.length, p + 2] : -1;
  }
}
