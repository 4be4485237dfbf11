// IP addresses as inet_pton(3) takes them, in one spelling (RFC 5952).

/** Canonical text of a numeric address; null for anything else. */
export function parseAddress(text: string): string | null {
  return parseV4(text) === null ? parseV6(text) : text;
}

export function isV6(address: string): boolean {
  return address.includes(':');
}

/** The address that stands for every address of the same family. */
export function anyOfFamily(address: string): string {
  return isV6(address) ? '::' : '0.0.0.0';
}

function parseV4(text: string): readonly [number, number, number, number] | null {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9][0-9]{0,2})$/.test(part) && Number(part) <= 255)) return null;
  return parts.map(Number) as [number, number, number, number];
}

function parseV6(text: string): string | null {
  if (!/^[0-9a-fA-F:.]+$/.test(text)) return null;
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const head = groups(halves[0] ?? '', halves.length === 1);
  const tail = groups(halves[1] ?? '', true);
  if (head === null || tail === null) return null;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  return formatV6([...head, ...Array.from({ length: missing }, () => 0), ...tail]);
}

function groups(text: string, mayEndInV4: boolean): number[] | null {
  if (text === '') return [];
  const parts = text.split(':');
  const last = mayEndInV4 ? parseV4(parts.at(-1) ?? '') : null;
  if (last !== null) parts.pop();
  if (!parts.every((part) => /^[0-9a-fA-F]{1,4}$/.test(part))) return null;
  const values = parts.map((part) => Number.parseInt(part, 16));
  return last === null ? values : [...values, last[0] * 256 + last[1], last[2] * 256 + last[3]];
}

function formatV6(values: readonly number[]): string {
  if (values.slice(0, 5).every((value) => value === 0) && values[5] === 0xffff) {
    return `::ffff:${[6, 7].flatMap((at) => [(values[at] ?? 0) >> 8, (values[at] ?? 0) & 255]).join('.')}`;
  }
  const hex = values.map((value) => value.toString(16));
  const { start, length } = longestZeros(values);
  if (length < 2) return hex.join(':');
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`;
}

/** RFC 5952 4.2.3: the longest run of zero groups is shortened, the first of equals. */
function longestZeros(values: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  values.forEach((value, at) => {
    if (value !== 0) start = at + 1;
    else if (at - start + 1 > best.length) best = { start, length: at - start + 1 };
  });
  return best;
}
