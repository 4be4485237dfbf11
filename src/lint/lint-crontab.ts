// Renewal lines that fail, that mail every night, or that never load the new certificate.
import type { Bytes } from '../model/bytes.ts';
import type { LintCode, LintFinding } from '../model/lint.ts';
import { parseCrontab, type CrontabLine } from '../formats/crontab/parse-crontab.ts';
import { placeInText } from './place-in-text.ts';

type Job = CrontabLine & { readonly kind: 'job' };

interface Rule {
  readonly code: LintCode;
  readonly severity: LintFinding['severity'];
  readonly applies: (job: Job) => boolean;
  readonly word: string;
  readonly message: string;
  readonly why: string;
  readonly next: string;
}

const HANDLES_STATUS = /case\s+"?\$\?"?|\$\?|\|\||;\s*(?:true|exit 0)\b|\bif\b/;

const RULES: readonly Rule[] = [
  {
    code: 'renewal-old-flag',
    severity: 'error',
    applies: ({ command }) => /acme-client\s+-[A-Za-z]*[ADNbem]/.test(command),
    word: 'acme-client',
    message: 'this line gives acme-client a flag it no longer has',
    why: 'every run fails with the usage, and the certificate expires',
    next: 'use -v, -F or no flag (acme-client(1))',
  },
  {
    code: 'renewal-forced',
    severity: 'warning',
    applies: ({ command }) => /acme-client\s+(?:-\w+\s+)*-\w*F/.test(command),
    word: '-F',
    message: 'this line renews whether it is due or not',
    why: 'certificate authorities limit how often a name is issued; the run that counts may be refused',
    next: 'remove -F: acme-client renews when it is due',
  },
  {
    code: 'renewal-without-reload',
    severity: 'error',
    applies: ({ command }) => !/rcctl|pkill|kill\s+-HUP|relayctl|\/etc\/rc\.d\//.test(command),
    word: 'acme-client',
    message: 'this line renews and never has httpd load the new certificate',
    why: 'httpd serves the old certificate until it expires',
    next: 'write: acme-client HANDLE && rcctl reload httpd',
  },
  {
    code: 'renewal-exit-2',
    severity: 'warning',
    applies: ({ command, flags }) => (flags.includes('n') && !HANDLES_STATUS.test(command)) || /\bset -e\b/.test(command),
    word: 'acme-client',
    message: 'this line takes "nothing due" for a failure',
    why: 'acme-client exits 2 when nothing is due (acme-client(1)), and cron mails that every time',
    next: 'write: acme-client HANDLE; case $? in 0) rcctl reload httpd;; 2) ;; *) exit 1;; esac',
  },
];

export function lintCrontab(file: string, text: Bytes): LintFinding[] {
  return parseCrontab(text)
    .filter((line): line is Job => line.kind === 'job' && /\bacme-client\b/.test(line.command))
    .flatMap((job) => RULES.filter((rule) => rule.applies(job)).map((rule) => findingOf(rule, file, text, job)));
}

function findingOf({ code, severity, word, message, why, next }: Rule, file: string, text: Bytes, { line }: Job): LintFinding {
  return { code, severity, place: placeInText(file, text, line, word), message, why, next };
}
