// Makes findings of one domain, with the clause and severity of their kind.
import type { Finding, FindingCode, Severity } from '../model/finding.ts';
import { FINDING_KINDS } from './finding-kinds.ts';

export interface Said {
  readonly severity?: Severity;
  readonly where?: string;
}

export type Found = (code: FindingCode, message: string, next: string, said?: Said) => Finding;

/** A peer decides on the length of what is repeated. */
export const MAX_MESSAGE = 400;

export function finderOf(domain: string): Found {
  return (code, message, next, { severity, where } = {}) => {
    const { clause, severity: usual } = FINDING_KINDS[code];
    return { code, severity: severity ?? usual, domain, where: where ?? null, message: shortened(message, MAX_MESSAGE), clause, next };
  };
}

export function shortened(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

/** "a", "a and b", "a, b and c"; of many, the first few. */
export function listed(all: readonly string[], most = 5): string {
  const some = all.length > most ? [...all.slice(0, most), `${all.length - most} more`] : all;
  return some.length < 2 ? some.join('') : `${some.slice(0, -1).join(', ')} and ${some.at(-1)}`;
}
