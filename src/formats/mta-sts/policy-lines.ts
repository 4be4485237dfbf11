// A policy text line by line, as written: what each sender's parser makes of it is decided elsewhere.

export interface PolicyLine {
  readonly number: number;
  /** Without its line end. */
  readonly text: string;
  readonly end: 'crlf' | 'lf' | 'none';
  /** Null where the line is no `key: value`. */
  readonly field: { readonly key: string; readonly value: string } | null;
}

// RFC 8461 3.2: no blank before ":", any number of blanks and tabs behind it and at the end of the line.
const FIELD = /^([A-Za-z0-9][A-Za-z0-9_.-]{0,31}):[ \t]*(.*)$/s;

export function policyLines(text: string): PolicyLine[] {
  const pieces = text.split('\n');
  const last = pieces.pop() ?? '';
  const lines = pieces.map((piece, index) => lineOf(piece.endsWith('\r') ? piece.slice(0, -1) : piece, index, piece.endsWith('\r') ? 'crlf' : 'lf'));
  return last === '' ? lines : [...lines, lineOf(last, lines.length, 'none')];
}

function lineOf(text: string, index: number, end: PolicyLine['end']): PolicyLine {
  const found = FIELD.exec(text);
  const field = found ? { key: found[1] ?? '', value: withoutBlanks(found[2] ?? '') } : null;
  return { number: index + 1, text, end, field };
}

/** Trailing blanks and tabs only: trimEnd would take other white space too. */
function withoutBlanks(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === ' ' || text[end - 1] === '\t')) end -= 1;
  return text.slice(0, end);
}
