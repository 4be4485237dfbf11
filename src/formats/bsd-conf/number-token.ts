// The value of a run of digits: 64 bits, as strtonum(3) takes it.

const LIMIT = 1n << 63n;

/** The number, or strtonum's word for what is wrong with it. */
export function parseNumber(digits: string): number | bigint | 'too large' | 'too small' {
  if (digits.length <= 15) return Number(digits) + 0;
  const value = BigInt(digits);
  if (value >= LIMIT) return 'too large';
  if (value < -LIMIT) return 'too small';
  const short = Number(value);
  return Number.isSafeInteger(short) ? short : value;
}
