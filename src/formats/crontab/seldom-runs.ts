// Jobs whose time is none for a daily renewal.

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** In a leap year. */
const DAYS_OF_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** acme-client(1) renews in the last thirty days of a certificate: a month between two runs is as much as may be. */
const LONGEST_PAUSE_DAYS = 31;
const YEAR_DAYS = 366;

const SHORTCUTS: Readonly<Record<string, string>> = { '@reboot': 'at boot alone', '@yearly': 'once a year', '@annually': 'once a year' };

/** "at boot alone", "once a year": when a job runs, if that is too seldom for a certificate; null when it is not. `time` is one that cron takes. */
export function seldomRuns(time: string): string | null {
  const shortcut = SHORTCUTS[time];
  if (shortcut !== undefined) return shortcut;
  const [, , day = '*', month = '*', weekday = '*'] = time.split(/[ \t]+/);
  // crontab(5): with both restricted either will do; a field is unrestricted when it begins with "*".
  if (!weekday.startsWith('*')) return null;
  const days = valuesOf(day, 1, 31);
  const months = valuesOf(month, 1, 12);
  return pauseWords(DAYS_OF_MONTH.flatMap((length, index) => (months.includes(index + 1) ? days.filter((one) => one <= length).map((one) => startOf(index) + one) : [])));
}

/** Of the days of a leap year on which it may run, in order. */
function pauseWords(runs: readonly number[]): string | null {
  const [first, second] = runs;
  if (first === undefined) return 'on a day that never comes';
  if (second === undefined) return first === LEAP_DAY ? 'once in four years' : 'once a year';
  const longest = Math.max(...runs.map((run, index) => (runs[index + 1] ?? first + YEAR_DAYS) - run));
  return longest > LONGEST_PAUSE_DAYS ? `with ${longest} days between two runs` : null;
}

function startOf(month: number): number {
  return DAYS_OF_MONTH.slice(0, month).reduce((sum, each) => sum + each, 0);
}

const LEAP_DAY = 60;

/** Every value that a field may come to, in order, whatever order the field has; random ones too. */
function valuesOf(field: string, low: number, high: number): number[] {
  const all = Array.from({ length: high - low + 1 }, (_, index) => low + index);
  const found = field.split(',').flatMap((part) => {
    const [, range = '', step = '1'] = /^([^/]*)(?:\/(\d+))?/.exec(part) ?? [];
    const [first = '', last] = range.split(/[-~]/);
    const from = range.startsWith('*') ? low : (numberOf(first) ?? low);
    const to = range.startsWith('*') ? high : last === undefined && !range.includes('~') ? from : (numberOf(last ?? '') ?? high);
    return all.filter((value) => value >= from && value <= to && (value - from) % Number(step) === 0);
  });
  return all.filter((value) => found.includes(value));
}

function numberOf(word: string): number | null {
  const month = MONTHS.indexOf(word.toLowerCase());
  if (month >= 0) return month + 1;
  return /^\d+$/.test(word) ? Number(word) : null;
}
