// Jobs whose time is none for a daily renewal.

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** In a leap year. */
const DAYS_OF_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const SHORTCUTS: Readonly<Record<string, string>> = { '@reboot': 'at boot alone', '@yearly': 'once a year', '@annually': 'once a year' };

/** "at boot alone", "never": when a job runs, if that is too seldom for a certificate; null when it is not. `time` is one that cron takes. */
export function seldomRuns(time: string): string | null {
  const shortcut = SHORTCUTS[time];
  if (shortcut !== undefined) return shortcut;
  const [, , day = '*', month = '*', weekday = '*'] = time.split(/[ \t]+/);
  // crontab(5): with both restricted either will do; a field is unrestricted when it begins with "*".
  if (!weekday.startsWith('*')) return null;
  const days = valuesOf(day, 1, 31);
  const months = valuesOf(month, 1, 12);
  return months.some((each) => days.some((one) => one <= (DAYS_OF_MONTH[each - 1] ?? 0))) ? null : 'on a day that never comes';
}

/** Every value that a field may come to; random ones too. */
function valuesOf(field: string, low: number, high: number): number[] {
  const all = Array.from({ length: high - low + 1 }, (_, index) => low + index);
  return field.split(',').flatMap((part) => {
    const [, range = '', step = '1'] = /^([^/]*)(?:\/(\d+))?/.exec(part) ?? [];
    const [first = '', last] = range.split(/[-~]/);
    const from = range.startsWith('*') ? low : (numberOf(first) ?? low);
    const to = range.startsWith('*') ? high : last === undefined && !range.includes('~') ? from : (numberOf(last ?? '') ?? high);
    return all.filter((value) => value >= from && value <= to && (value - from) % Number(step) === 0);
  });
}

function numberOf(word: string): number | null {
  const month = MONTHS.indexOf(word.toLowerCase());
  if (month >= 0) return month + 1;
  return /^\d+$/.test(word) ? Number(word) : null;
}
