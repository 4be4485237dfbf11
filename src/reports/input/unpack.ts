// gzip → text, bounded (RFC 8460 7: a bomb must not get further than its size).
import { isAscii } from 'node:buffer';
import { gunzipSync, gzipSync } from 'node:zlib';
import { MAX_REPORT_BYTES } from '../../formats/tls-report/limits.ts';

export type Unpacked =
  /** `packed` is exactly one gzip stream, which the store appends to others. */
  | { readonly ok: true; readonly text: string; readonly isAscii: boolean; readonly packed: Buffer }
  | { readonly ok: false; readonly reason: 'broken-gzip' | 'too-large'; readonly problem: string };

export function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

export function unpack(bytes: Buffer): Unpacked {
  try {
    const { buffer, engine } = gunzipSync(bytes, { maxOutputLength: MAX_REPORT_BYTES, chunkSize: sizeHint(bytes), info: true } as object) as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
    // What stands behind the stream would end the month's raw file for zcat.
    const isWhole = engine.bytesWritten === bytes.length;
    return { ok: true, ...textOf(buffer), packed: isWhole ? bytes : gzipSync(buffer) };
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? TOO_LARGE : { ok: false, reason: 'broken-gzip', problem: 'is gzip that can\'t be unpacked' };
  }
}

/** What the stream says of its own length at its end (RFC 1952 2.3.1): a hint alone, so that a report of 1 KB takes no buffer of 16. */
function sizeHint(bytes: Buffer): number {
  return bytes.length < 18 ? 64 : Math.min(64 * 1024, Math.max(64, bytes.readUInt32LE(bytes.length - 4) + 1));
}

const TOO_LARGE = { ok: false, reason: 'too-large', problem: `unpacks to more than ${MAX_REPORT_BYTES} bytes` } as const;

function textOf(bytes: Buffer): { text: string; isAscii: boolean } {
  const ascii = isAscii(bytes);
  return { text: bytes.toString(ascii ? 'latin1' : 'utf8'), isAscii: ascii };
}

/** A report that came as plain JSON. */
export function pack(bytes: Buffer): Unpacked {
  return bytes.length > MAX_REPORT_BYTES ? { ...TOO_LARGE, problem: `is larger than ${MAX_REPORT_BYTES} bytes` } : { ok: true, ...textOf(bytes), packed: gzipSync(bytes) };
}
