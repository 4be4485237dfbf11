// Options that are whole numbers.

const COUNTS = { days: 3660, organizations: 1000 } as const;

export interface Counts {
  readonly days: number | null;
  readonly organizations: number | null;
}

/** Whole numbers from 1; null for what is not given. */
export function countsOf(values: { readonly days?: string | undefined; readonly organizations?: string | undefined }): Counts | string {
  const counts = { days: null as number | null, organizations: null as number | null };
  for (const name of ['days', 'organizations'] as const) {
    const text = values[name];
    if (text === undefined) continue;
    if (!/^[1-9]\d{0,4}$/.test(text) || Number(text) > COUNTS[name]) return `--${name} is "${text}"; give a whole number, 1 to ${COUNTS[name]}`;
    counts[name] = Number(text);
  }
  return counts;
}
