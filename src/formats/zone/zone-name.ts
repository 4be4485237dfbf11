// Domain names as master files spell them (RFC 1035 5.1), in one spelling that can be compared.

const PLAIN = /^[A-Za-z0-9_*.-]+$/;
/** The pieces of a label: \DDD, \X, a byte, the dot between labels. */
const PIECE = /\\(\d{3})|\\([^])|([^])/g;

/** Absolute, lower case, no final dot, "" for the root; every byte that is not plain as \DDD. `origin` is such a name. */
export function absoluteName(written: string, origin: string): string {
  if (written === '@') return origin;
  if (written === '.') return '';
  const name = PLAIN.test(written) ? written.toLowerCase() : written.replace(PIECE, canonicalPiece);
  if (name.endsWith('.')) return name.slice(0, -1);
  return origin === '' ? name : `${name}.${origin}`;
}

function canonicalPiece(_: string, number?: string, escaped?: string, byte?: string): string {
  if (byte === '.') return '.';
  const code = number === undefined ? (escaped ?? byte ?? '').charCodeAt(0) : Number(number) & 0xff;
  const character = String.fromCharCode(code).toLowerCase();
  return /[a-z0-9_*-]/.test(character) ? character : `\\${String(code).padStart(3, '0')}`;
}

/** As it can be written where `origin` is in force. */
export function relativeName(name: string, origin: string): string {
  if (name === origin) return '@';
  if (origin === '') return `${name}.`;
  return name.endsWith(`.${origin}`) ? name.slice(0, -origin.length - 1) : `${name}.`;
}

export function isAtOrBelow(name: string, ancestor: string): boolean {
  return name === ancestor || ancestor === '' || name.endsWith(`.${ancestor}`);
}
