// What a remote script says: records between lines that begin with a number nobody can guess. Whatever else a login shell, a profile or a
// daemon says around them is no part of it.
import { HostError } from '../model/host.ts';
import type { Bytes } from '../model/bytes.ts';

/** `\nNONCE WORD WORD…\n` begins a record; its body is what follows, up to the next one. */
export interface FrameRecord {
  readonly words: readonly string[];
  readonly body: Bytes;
}

/** More words than any script prints in one line. */
const MAX_HEADER = 64 * 1024;

/** Records in their order; what stands before the first one is left out. Throws HostError for a header that is none. */
export function readFrame(said: Buffer, nonce: string): FrameRecord[] {
  const [, ...pieces] = `\n${said.toString('latin1')}`.split(`\n${nonce} `);
  return pieces.map(recordOf);
}

function recordOf(piece: string): FrameRecord {
  const end = piece.indexOf('\n');
  const header = end < 0 ? piece : piece.slice(0, end);
  // eslint-disable-next-line no-control-regex
  if (header.length > MAX_HEADER || /[^\x20-\x7e]/.test(header)) throw brokenReply('a line that is no part of it');
  return { words: header.split(' '), body: end < 0 ? '' : piece.slice(end + 1) };
}

/** The line that ends the whole answer. */
export function endLine(nonce: string): Buffer {
  return Buffer.from(`\n${nonce} end\n`, 'latin1');
}

export function isComplete(records: readonly FrameRecord[]): boolean {
  return records.at(-1)?.words[0] === 'end';
}

export function brokenReply(what: string): HostError {
  return new HostError('EPROTO', '', `the answer can't be read: ${what}`);
}

/** Finds a text that may be cut anywhere into chunks, looking at each byte once. */
export class Watcher {
  readonly #wanted: Buffer;
  #tail = Buffer.alloc(0);
  found = false;

  constructor(wanted: Buffer) {
    this.#wanted = wanted;
  }

  see(chunk: Buffer): boolean {
    if (this.found) return true;
    const text = Buffer.concat([this.#tail, chunk]);
    this.found = text.includes(this.#wanted);
    this.#tail = text.subarray(Math.max(0, text.length - this.#wanted.length + 1));
    return this.found;
  }
}
