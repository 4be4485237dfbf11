// /var/db/stsctl/renewals: a line for each handle, "HANDLE WHEN RESULT EXPIRES", made for grep and awk.
import type { Bytes } from '../../model/bytes.ts';
import type { RenewalResult, RenewalState } from '../../model/renewal.ts';

const LINE = /^([A-Za-z0-9._-]{1,255}) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) (renewed|not-due|failed) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ|-)$/;

export function formatRenewals(states: readonly RenewalState[]): Bytes {
  const lines = states.map(({ handle, at, result, expires }) => `${handle} ${seconds(at)} ${result} ${expires === null ? '-' : seconds(expires)}\n`);
  return lines.sort().join('');
}

/** Lines that are none are left out. */
export function parseRenewals(text: Bytes): RenewalState[] {
  return text.split('\n').flatMap((line) => {
    const [, handle, at, result, expires] = LINE.exec(line) ?? [];
    if (handle === undefined || at === undefined) return [];
    const dates = { at: new Date(at), expires: expires === '-' || expires === undefined ? null : new Date(expires) };
    // The 62nd of February has the form of a date, and is none.
    const isReal = [dates.at, dates.expires].every((date) => date === null || !Number.isNaN(date.getTime()));
    return isReal ? [{ handle, result: result as RenewalResult, ...dates }] : [];
  });
}

function seconds(date: Date): string {
  return date.toISOString().replace(/\.\d+/, '');
}
