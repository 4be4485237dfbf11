// An mbox (RFC 4155) of any size, mail by mail: a blank line and "From SENDER DATE" begin the next one.
import { readSync } from 'node:fs';
import { MAX_ARRIVAL_BYTES, tooLarge, type Arrival, type Rejected } from './arrival.ts';
import { withOpen } from './read-file.ts';

const CHUNK = 1024 * 1024;
/** Of a separator line: sender and date; longer ones are text. */
const LONGEST_SEPARATOR = 512;
const SEPARATOR = /^From \S+ .*\d\d:\d\d/;
const [LF, CR] = [0x0a, 0x0d];

export function isMbox(bytes: Buffer): boolean {
  return bytes.length > 5 && bytes.toString('latin1', 0, 5) === 'From ';
}

export function* readMbox(name: string): Generator<Arrival | Rejected> {
  const found: (Arrival | Rejected)[] = [];
  const splitter = new MboxSplitter(name, (each) => void found.push(each));
  let position = 0;
  for (;;) {
    // Opened anew for each chunk, so that a consumer that stops early leaves nothing open.
    const chunk = withOpen(name, (descriptor) => chunkAt(descriptor, position));
    if (chunk.length === 0) break;
    position += chunk.length;
    splitter.push(chunk);
    yield* found.splice(0);
  }
  splitter.end();
  yield* found;
}

function chunkAt(descriptor: number, position: number): Buffer {
  const chunk = Buffer.allocUnsafeSlow(CHUNK);
  return chunk.subarray(0, readSync(descriptor, chunk, 0, CHUNK, position));
}

export class MboxSplitter {
  readonly #name: string;
  readonly #found: (each: Arrival | Rejected) => void;
  #pending: Buffer = Buffer.alloc(0);
  #scanned = 0;
  #count = 0;
  /** The mail at hand is over the limit: its bytes are let go. */
  #isTooLarge = false;

  constructor(name: string, found: (each: Arrival | Rejected) => void) {
    this.#name = name;
    this.#found = found;
  }

  push(chunk: Buffer): void {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    for (let at = this.#nextSeparator(); at >= 0; at = this.#nextSeparator()) {
      this.#emit(this.#pending.subarray(0, at));
      this.#pending = this.#pending.subarray(at);
      this.#scanned = 0;
    }
    if (this.#pending.length <= MAX_ARRIVAL_BYTES) return;
    this.#isTooLarge = true;
    this.#pending = this.#pending.subarray(-LONGEST_SEPARATOR * 2);
    this.#scanned = 0;
  }

  end(): void {
    if (this.#pending.length > 0) this.#emit(this.#pending);
  }

  /** Where the next mail begins; -1 when that is not known yet. */
  #nextSeparator(): number {
    for (;;) {
      const at = this.#pending.indexOf('\nFrom ', this.#scanned, 'latin1');
      if (at < 0) {
        this.#scanned = Math.max(0, this.#pending.length - 6);
        return -1;
      }
      this.#scanned = at;
      const end = this.#pending.indexOf(LF, at + 1);
      if (end < 0 && this.#pending.length - at < LONGEST_SEPARATOR) return -1;
      this.#scanned = at + 1;
      if (this.#isSeparator(at, end)) return at + 1;
    }
  }

  #isSeparator(at: number, end: number): boolean {
    const before = this.#pending[at - 1] === CR ? at - 2 : at - 1;
    if (before >= 0 && this.#pending[before] !== LF) return false;
    return end > 0 && end - at < LONGEST_SEPARATOR && SEPARATOR.test(this.#pending.toString('latin1', at + 1, end));
  }

  #emit(mail: Buffer): void {
    this.#count += 1;
    const name = `${this.#name}#${this.#count}`;
    const bytes = withoutEnvelopeLine(mail);
    this.#found(this.#isTooLarge ? tooLarge(name) : { name, bytes });
    this.#isTooLarge = false;
  }
}

/** The "From " line that an mbox, or a delivery agent, puts before a mail. */
export function withoutEnvelopeLine(mail: Buffer): Buffer {
  if (!isMbox(mail)) return mail;
  const end = mail.indexOf(LF);
  return end < 0 ? Buffer.alloc(0) : mail.subarray(end + 1);
}
