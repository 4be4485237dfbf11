// The Range header as httpd(8) reads it (RFC 9110 14.2): byte ranges, one or several.

export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** Those that lie in the file; none means 416. */
export function byteRanges(header: string, size: number): ByteRange[] {
  const specs = /^bytes=(.*)$/.exec(header)?.[1]?.split(',') ?? [];
  return specs.flatMap((spec) => byteRange(spec, size) ?? []);
}

function byteRange(spec: string, size: number): ByteRange | null {
  const [, from = '', to = ''] = /^\s*([0-9]*)-([0-9]*)\s*$/.exec(spec) ?? [];
  if (from === '' && to === '') return null;
  const first = from === '' ? Math.max(size - Number(to), 0) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  return first <= last ? { first, last } : null;
}

export function contentRange({ first, last }: ByteRange, size: number): string {
  return `bytes ${first}-${last}/${size}`;
}

/** The multipart/byteranges body for several ranges of one file. */
export function multipart(ranges: readonly ByteRange[], content: Buffer, type: string, boundary: string): Buffer {
  const parts = ranges.flatMap((range) => [
    Buffer.from(`\r\n--${boundary}\r\nContent-Type: ${type}\r\nContent-Range: ${contentRange(range, content.length)}\r\n\r\n`, 'latin1'),
    content.subarray(range.first, range.last + 1),
  ]);
  return Buffer.concat([...parts, Buffer.from(`\r\n--${boundary}--\r\n`, 'latin1')]);
}
