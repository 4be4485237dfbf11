// Reads a policy by RFC 8461 3.2: what it says, what is wrong, and what is legal but not taken by every sender.
import type { Mode, Policy } from '../../model/config.ts';
import { FIELDS, MODES, type FieldRule } from './policy-fields.ts';
import { policyLines, type PolicyLine } from './policy-lines.ts';

export type PolicyProblemCode = 'malformed-line' | 'blank-line' | 'bad-character' | 'bad-value' | 'missing-field';
export type PolicyRemarkCode = 'unknown-field' | 'repeated-field' | 'mixed-line-ends' | 'trailing-blanks' | 'version-not-first' | 'repeated-mx';

export interface PolicyNote<Code> {
  readonly code: Code;
  readonly line: number;
  readonly clause: string;
  /** One sentence without a full stop. */
  readonly text: string;
}

export interface ParsedPolicy {
  /** Null when there is a problem. */
  readonly policy: Policy | null;
  readonly problems: readonly PolicyNote<PolicyProblemCode>[];
  /** Legal, but read differently or refused by some senders or checkers. */
  readonly remarks: readonly PolicyNote<PolicyRemarkCode>[];
}

interface Reading {
  readonly values: Map<string, string[]>;
  readonly problems: PolicyNote<PolicyProblemCode>[];
  readonly remarks: PolicyNote<PolicyRemarkCode>[];
}

const CLAUSE = 'RFC 8461 3.2';
/** As a character, and as its bytes. */
const BYTE_ORDER_MARKS = ['\uFEFF', '\u00EF\u00BB\u00BF'];

export function parsePolicy(text: string): ParsedPolicy {
  const bom = BYTE_ORDER_MARKS.find((each) => text.startsWith(each)) ?? '';
  const lines = policyLines(text.slice(bom.length));
  const reading: Reading = { values: new Map(), problems: [], remarks: [] };
  if (bom !== '') reading.problems.push({ code: 'bad-character', line: 1, clause: CLAUSE, text: 'the text begins with a byte order mark' });
  for (const line of lines) readLine(line, reading);
  remarkLineEnds(lines, reading);
  // RFC 8461 3.2: the version comes first.
  for (const [key, rule] of FIELDS) requireField(key, rule, key === 'version' ? 1 : Math.max(1, lines.length), reading);
  const { problems, remarks, values } = reading;
  return { policy: problems.length > 0 ? null : policyOf(values), problems, remarks };
}

function readLine(line: PolicyLine, reading: Reading): void {
  const { number, text, field } = line;
  const problem = (code: PolicyProblemCode, what: string): void => void reading.problems.push({ code, line: number, clause: CLAUSE, text: what });
  if (text.trim() === '') problem('blank-line', 'a blank line is not allowed');
  // RFC 8461 3.2: a value holds no control characters; a lone CR ends no line.
  else if (/[\u0000-\u0008\u000A-\u001F\u007F]/.test(text)) problem('bad-character', 'the line holds a control character');
  else if (!field) problem('malformed-line', `"${shortened(text)}" is not of the form key: value`);
  else readField(field.key, field.value, line, reading);
}

function readField(key: string, value: string, { number, text }: PolicyLine, reading: Reading): void {
  const rule = FIELDS.get(key);
  const remark = (code: PolicyRemarkCode, what: string): void => void reading.remarks.push({ code, line: number, clause: CLAUSE, text: what });
  if (/[ \t]$/.test(text)) remark('trailing-blanks', 'the line ends in blanks');
  // RFC 8461 3.2: unknown fields are ignored, but they too need a value.
  if (!rule && value !== '') return remark('unknown-field', `"${key}" is not a field that senders know`);
  const before = reading.values.get(key);
  // RFC 8461 3.2: of a repeated field other than mx the first one counts.
  if (before && !rule?.isRepeatable) return remark('repeated-field', `${key} stands here again; the first one counts`);
  if (before?.includes(value)) remark('repeated-mx', `${key} ${value} stands here again`);
  if (!before && key === 'version' && reading.values.size > 0) remark('version-not-first', 'version is not the first field');
  reading.values.set(key, [...(before ?? []), value]);
  const wrong = rule ? rule.problem(value) : 'has no value';
  if (wrong !== null) reading.problems.push({ code: 'bad-value', line: number, clause: CLAUSE, text: `${key} ${wrong}` });
}

function remarkLineEnds(lines: readonly PolicyLine[], { remarks }: Reading): void {
  const odd = lines.find(({ end }) => end !== 'none' && end !== lines[0]?.end);
  if (odd) remarks.push({ code: 'mixed-line-ends', line: odd.number, clause: CLAUSE, text: 'some lines end in CRLF, some in LF' });
}

function requireField(key: string, { isNeeded }: FieldRule, line: number, { values, problems }: Reading): void {
  if (values.has(key) || !isNeeded(values.get('mode')?.[0])) return;
  problems.push({ code: 'missing-field', line, clause: CLAUSE, text: `${key} is missing` });
}

function policyOf(values: ReadonlyMap<string, readonly string[]>): Policy | null {
  const mode = MODES.find((each): each is Mode => each === values.get('mode')?.[0]);
  if (!mode) return null;
  return { mode, maxAgeSeconds: Number(values.get('max_age')?.[0]), mx: (values.get('mx') ?? []).map((each) => each.toLowerCase()) };
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
