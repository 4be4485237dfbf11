// How real senders and checkers judge a policy that is not just so. The first, second and third were run, the others read.
import { parsePolicy, type ParsedPolicy, type PolicyProblemCode, type PolicyRemarkCode } from './parse-policy.ts';

const ALL = ['postfix-mta-sts-resolver', 'checkdmarc', 'mailauth', 'postfix-tlspol', 'mox'] as const;
export type Sender = (typeof ALL)[number];

/** Not a sender: it refuses what senders take. */
export const CHECKERS: ReadonlySet<Sender> = new Set(['checkdmarc']);

interface Quirk {
  readonly code: PolicyProblemCode | PolicyRemarkCode;
  /** Of the line it is about, or of the note where there is no line. */
  readonly line: RegExp;
  readonly refusedBy: readonly Sender[];
  /** Who takes it and understands something else. */
  readonly readOtherwiseBy?: readonly Sender[];
}

const but = (...takers: readonly Sender[]): readonly Sender[] => ALL.filter((each) => !takers.includes(each));

const QUIRKS: readonly Quirk[] = [
  { code: 'mixed-line-ends', line: /^/, refusedBy: ['checkdmarc'] },
  { code: 'unknown-field', line: /^/, refusedBy: ['checkdmarc'] },
  // The last one counts for these two, the first for the others and the RFC.
  { code: 'repeated-field', line: /^/, refusedBy: ['checkdmarc'], readOtherwiseBy: ['postfix-mta-sts-resolver', 'mailauth'] },
  { code: 'blank-line', line: /^/, refusedBy: ['postfix-tlspol', 'mox'] },
  { code: 'bad-value', line: /^max_age:[ \t]*\d+[ \t]*$/, refusedBy: ['postfix-mta-sts-resolver', 'checkdmarc', 'mailauth'] },
  { code: 'bad-value', line: /^mode:[ \t]*(?:enforce|testing|none)[ \t]*$/i, refusedBy: but('mailauth') },
  { code: 'bad-value', line: /^mx:.*,/, refusedBy: ['postfix-tlspol', 'mox'] },
  { code: 'missing-field', line: /^mode is missing$/, refusedBy: but('mailauth') },
  { code: 'missing-field', line: /^max_age is missing$/, refusedBy: but('checkdmarc') },
  { code: 'bad-character', line: /^the text begins with a byte order mark$/, refusedBy: but('mailauth') },
  { code: 'bad-character', line: /^(?=[^\0-\x08\x0B\x0C\x0E-\x1F]*$)[^\r]*\r/, refusedBy: but('postfix-mta-sts-resolver') },
  { code: 'malformed-line', line: /^[a-z_]+[ \t]+:/, refusedBy: ['postfix-mta-sts-resolver', 'postfix-tlspol', 'mox'] },
];

export interface SenderJudgement {
  readonly line: number;
  readonly text: string;
  /** By the RFC; the senders think otherwise, or there would be no judgement. */
  readonly isValid: boolean;
  readonly refusedBy: readonly Sender[];
  readonly takenBy: readonly Sender[];
  readonly readOtherwiseBy: readonly Sender[];
}

/** Only where senders disagree with the RFC or with each other. */
export function judgeBySenders(text: string, parsed: ParsedPolicy = parsePolicy(text)): SenderJudgement[] {
  const lines = text.split('\n');
  const roots = rootProblems(parsed);
  const isValid = parsed.policy !== null;
  // Of several problems the strictest reading counts: nobody is said to take what another line makes him refuse.
  if (roots.length > 1) return [];
  return [...roots, ...parsed.remarks].flatMap(({ code, line, text: said }) => {
    const quirk = QUIRKS.find((each) => each.code === code && (each.line.test(lines[line - 1]?.replace(/\r$/, '') ?? '') || each.line.test(said)));
    if (quirk === undefined) return [];
    const { refusedBy, readOtherwiseBy = [] } = quirk;
    return [{ line, text: said, isValid, refusedBy, readOtherwiseBy, takenBy: ALL.filter((each) => !refusedBy.includes(each)) }];
  });
}

/** A field that is missing because its line can't be read is no problem of its own. */
function rootProblems({ problems }: ParsedPolicy): ParsedPolicy['problems'] {
  const own = problems.filter(({ code }) => code !== 'missing-field');
  return own.length > 0 ? own : problems;
}
