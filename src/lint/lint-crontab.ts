// Renewal lines that fail, that mail every night, or that never load the new certificate.
import type { Bytes } from '../model/bytes.ts';
import type { LintCode, LintFinding } from '../model/lint.ts';
import { unknownFlags } from '../formats/crontab/acme-client-run.ts';
import { systemCrontabOptions } from '../formats/crontab/parse-job.ts';
import { isUnheard, Renewals, type RenewalJob } from '../formats/crontab/renewals.ts';
import { placeInText } from './place-in-text.ts';

interface Rule {
  readonly code: LintCode;
  readonly severity: LintFinding['severity'];
  readonly applies: (job: RenewalJob, renewals: Renewals) => boolean;
  /** What the caret stands below. */
  readonly word: (job: RenewalJob) => string;
  readonly message: string;
  readonly why: string;
  readonly next: string;
}

const acmeClient = () => 'acme-client';
const NOTHING_DUE = {
  code: 'renewal-exit-2',
  severity: 'warning',
  word: acmeClient,
  message: 'this line takes "nothing due" for a failure',
  next: 'write: acme-client HANDLE; case $? in 0) rcctl reload httpd;; 2) ;; *) exit 1;; esac',
} as const;

/** Of those with the same code the first that applies is told. */
const RULES: readonly Rule[] = [
  {
    code: 'renewal-user-column',
    severity: 'error',
    applies: ({ user }) => user !== null,
    word: ({ user }) => user ?? '',
    message: 'this line has a user column, and a user\'s own crontab has none',
    why: 'cron runs the name of the user as a command, which there is not: nothing is renewed, and the certificate expires',
    next: 'remove the name of the user; only /etc/crontab has that column (crontab(5))',
  },
  {
    code: 'renewal-old-flag',
    severity: 'error',
    applies: ({ runs }) => runs.some((run) => unknownFlags(run) !== ''),
    word: acmeClient,
    message: 'this line gives acme-client a flag it no longer has',
    why: 'every run fails with the usage, and the certificate expires',
    next: 'use -v, -F or no flag (acme-client(1))',
  },
  {
    code: 'renewal-forced',
    severity: 'warning',
    applies: ({ runs }) => runs.some(({ renews, flags }) => renews && flags.includes('F')),
    word: () => '-F',
    message: 'this line renews whether it is due or not',
    why: 'certificate authorities limit how often a name is issued; the run that counts may be refused',
    next: 'remove -F: acme-client renews when it is due',
  },
  {
    code: 'renewal-without-reload',
    severity: 'error',
    applies: ({ behaviour }, { reloadsByItself }) => !reloadsByItself && (behaviour?.withoutReload.length ?? 0) > 0,
    word: acmeClient,
    message: 'this line renews and never has httpd load the new certificate',
    why: 'httpd serves the old certificate until it expires',
    next: 'write: acme-client HANDLE && rcctl reload httpd',
  },
  {
    code: 'renewal-without-reload',
    severity: 'warning',
    applies: ({ behaviour }, { reloadsByItself }) => !reloadsByItself && behaviour?.skippedOnNothingDue.length === 0 && behaviour.reloadOfAnother.length > 0,
    word: ({ behaviour }) => behaviour?.reloadOfAnother[0] ?? 'acme-client',
    message: 'this certificate is loaded only when another one is renewed in the same run',
    why: 'renewed alone, as it mostly is, it is not loaded, and httpd serves the old one until it expires',
    next: 'write: acme-client ONE && rcctl reload httpd; acme-client OTHER && rcctl reload httpd',
  },
  {
    code: 'renewal-seldom',
    severity: 'error',
    applies: (job) => job.seldom !== null && renewsSomething(job),
    word: ({ job }) => job.time.split(/[ \t]/)[0] ?? '',
    message: 'this line renews at boot alone, with more than a month between two runs, or never',
    why: 'a certificate is due for about a month before it expires; whoever is up for longer serves an expired one',
    next: 'let it run every day: ~ ~ * * *',
  },
  {
    code: 'renewal-unheard',
    severity: 'warning',
    applies: (job) => isUnheard(job) && renewsSomething(job),
    word: ({ job }) => job.command,
    message: 'this line runs with MAILTO="": its report is mailed to nobody',
    why: 'a renewal that fails every night is noticed when senders refuse the expired certificate',
    next: 'set MAILTO to a mailbox that is read, above this line (crontab(5))',
  },
  {
    ...NOTHING_DUE,
    severity: 'error',
    applies: ({ isEndless }) => isEndless,
    message: 'this line runs acme-client until something is due',
    why: 'acme-client exits 2 when nothing is due (acme-client(1)): the loop goes on for weeks, cron begins another each time, and one that fails asks the authority over and over, which limits that',
  },
  {
    ...NOTHING_DUE,
    applies: ({ behaviour }) => (behaviour?.skippedOnNothingDue.length ?? 0) > 0,
    why: 'acme-client exits 2 when nothing is due (acme-client(1)): a certificate that is due waits until the one before it is too',
    next: 'renew each by itself: acme-client ONE && rcctl reload httpd; acme-client OTHER && rcctl reload httpd',
  },
  {
    ...NOTHING_DUE,
    applies: ({ behaviour, isMailed, job }) => behaviour?.reportsNothingDue === 'mail' || (behaviour?.reportsNothingDue === 'output' && isMailed && !job.flags.includes('n')),
    why: 'acme-client exits 2 when nothing is due (acme-client(1)), and the report of a failure is mailed every time',
  },
  {
    ...NOTHING_DUE,
    applies: ({ behaviour, isMailed, job }) => behaviour?.failsOnNothingDue === true && isMailed && job.flags.includes('n'),
    why: 'acme-client exits 2 when nothing is due (acme-client(1)); with -n, cron takes that run for a failure and mails whatever it wrote',
  },
];

function renewsSomething({ runs, stsctlRuns }: RenewalJob): boolean {
  return stsctlRuns.length > 0 || runs.some(({ renews }) => renews);
}

export function lintCrontab(file: string, text: Bytes): LintFinding[] {
  const renewals = new Renewals(text, systemCrontabOptions(file));
  return renewals.jobs.flatMap((job) => {
    const applying = RULES.filter((rule) => rule.applies(job, renewals));
    const told = applying.filter((rule, index) => applying.findIndex(({ code }) => code === rule.code) === index);
    return told.map(({ code, severity, word, message, why, next }) => ({ code, severity, place: placeInText(file, text, job.job.line, word(job)), message, why, next }));
  });
}
