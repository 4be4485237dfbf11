// What the parts of the reader share: the notes on what was tolerated, and the one way out.
import type { Tolerated } from '../../model/tls-report.ts';
import { MAX_NAME } from './limits.ts';

/** Leaves the reader; never leaves this folder. */
export class Unreadable extends Error {}

export function refuse(problem: string): never {
  throw new Unreadable(problem);
}

export type Members = Readonly<Record<string, unknown>>;

// What no name needs and a terminal or page must not get: C0, DEL, C1, direction marks, lone surrogates.
// eslint-disable-next-line no-control-regex
const UNSAFE = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
// Whatever can hold one: an escape, or anything beyond ASCII; raw ones below 0x20 are no JSON within a string.
const SUSPECT = /[\\\x7f-\uffff]/;

export class Reading {
  readonly tolerated: Tolerated[] = [];
  /** One look at the whole text spares one at each of its strings. */
  readonly #isClean: boolean;

  /** `isAscii` spares the look at each character, when the caller knows. */
  constructor(text: string, isAscii: boolean) {
    this.#isClean = isAscii ? !text.includes('\\') && !text.includes('\x7f') : !SUSPECT.test(text);
  }

  note(what: Tolerated): void {
    if (!this.tolerated.includes(what)) this.tolerated.push(what);
  }

  /** Trimmed, bounded, without control characters; null for what is no text or empty. */
  text(value: unknown, limit = MAX_NAME): string | null {
    if (typeof value !== 'string' || value === '') return null;
    if (this.#isClean && value.length <= limit) return isTrimmed(value) ? value : value.trim() || null;
    const kept = this.#clean(this.#cut(value, limit)).trim();
    return kept === '' ? null : kept;
  }

  #cut(value: string, limit: number): string {
    if (value.length <= limit) return value;
    this.note('cut-text');
    return value.slice(0, limit);
  }

  #clean(value: string): string {
    const cleaned = value.trim().replace(UNSAFE, '\ufffd');
    if (cleaned !== value.trim()) this.note('cleaned-text');
    return cleaned;
  }
}

function isTrimmed(value: string): boolean {
  return value.charCodeAt(0) > 0x20 && value.charCodeAt(value.length - 1) > 0x20;
}

/** Members of an object; none of anything else. JSON.parse makes "__proto__" an own member, and no name that is asked for stands on Object.prototype. */
export function membersOf(value: unknown): Members | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : null;
}
