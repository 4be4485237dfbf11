// The serial of a zone, which only ever goes up (RFC 1912 2.2, RFC 1982).

const MODULUS = 2 ** 32;
const HALF = 2 ** 31;

/** Date: YYYYMMDDnn. Time: seconds since 1970. */
export type SerialStyle = 'date' | 'time' | 'counter';

const DATE = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d\d$/;
const TEN_YEARS = 10 * 365 * 86_400;
const DAY = 86_400;

export function serialStyle(written: string, now: Date): SerialStyle {
  if (DATE.test(written)) return 'date';
  const seconds = secondsOf(now);
  const serial = Number(written);
  return serial > seconds - TEN_YEARS && serial < seconds + DAY ? 'time' : 'counter';
}

/** The next one in the style of the zone. `written` is a number below 2^32. */
export function nextSerial(written: string, now: Date): string {
  const serial = Number(written);
  const wanted = { date: firstOf(now), time: secondsOf(now), counter: 0 }[serialStyle(written, now)];
  // The hundredth change of a day, and a date that is still to come, go on by one: what matters is that it goes up.
  const next = wanted > serial ? wanted : after(serial);
  return inDigitsOf(written, next);
}

/** In as many digits, where there are leading zeros. */
export function inDigitsOf(written: string, serial: number): string {
  return written.startsWith('0') ? String(serial).padStart(written.length, '0') : String(serial);
}

/** One further than `serial`. BIND and others take 0 for "none", so it is left out. */
export function after(serial: number): number {
  return (serial + 1) % MODULUS || 1;
}

/** RFC 1982 3.2: `a` comes after `b`. */
export function isAfter(a: number, b: number): boolean {
  return a !== b && (a - b + MODULUS) % MODULUS < HALF;
}

export function isSerial(written: string): boolean {
  return /^\d{1,10}$/.test(written) && Number(written) < MODULUS;
}

/** YYYYMMDD01 (UTC). */
function firstOf(now: Date): number {
  return Number(`${now.toISOString().slice(0, 10).replaceAll('-', '')}01`);
}

function secondsOf(now: Date): number {
  return Math.floor(now.getTime() / 1000);
}
