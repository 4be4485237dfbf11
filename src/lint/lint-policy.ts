// A policy file by the RFC, and by what real senders make of it (RFC 8461 3.2).
import type { Bytes } from '../model/bytes.ts';
import type { LintFinding } from '../model/lint.ts';
import { parsePolicy } from '../formats/mta-sts/parse-policy.ts';
import { placeInText } from './place-in-text.ts';

/** RFC 8461 10.2: weeks; a policy that expires within a day protects nobody who did not write today. */
const SHORT_MAX_AGE_SECONDS = 86_400;

export function lintPolicy(file: string, text: Bytes): LintFinding[] {
  const { policy, problems, remarks } = parsePolicy(text);
  const findings = [
    ...problems.map(({ line, text: said, clause }) => finding('policy-syntax', file, text, line, said, `senders treat the domain as one without MTA-STS (${clause})`, 'correct this line')),
    ...remarks.map(({ line, text: said, clause }) => finding('policy-sender', file, text, line, said, `legal (${clause}), but some senders read it otherwise or refuse it`, 'write what every sender takes: stsctl plan writes it so')),
  ];
  if (policy !== null && policy.mode === 'enforce' && policy.maxAgeSeconds < SHORT_MAX_AGE_SECONDS) {
    const line = text.split('\n').findIndex((each) => each.startsWith('max_age')) + 1;
    findings.push(finding('policy-sender', file, text, line, `max_age is ${policy.maxAgeSeconds} seconds, less than a day`, 'a sender that mails rarely never has the policy cached (RFC 8461 10.2)', 'write: max_age: 604800'));
  }
  return findings;
}

function finding(code: 'policy-syntax' | 'policy-sender', file: string, text: Bytes, line: number, message: string, why: string, next: string): LintFinding {
  return { code, severity: code === 'policy-syntax' ? 'error' : 'warning', place: placeInText(file, text, line), message, why, next };
}
