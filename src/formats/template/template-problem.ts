// What Handlebars says about a template, as a place and one sentence.

export interface TemplateProblem {
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
}

/** The first line is what is wrong or where; `column` counts from 0 there, from 1 here. */
export function problemOf(error: unknown): TemplateProblem {
  const { message, lineNumber, column } = error as { message: string; lineNumber?: number; column?: number };
  return { ...placeOf(message, lineNumber, column), message: sentenceOf(message) };
}

function placeOf(message: string, lineNumber?: number, column?: number): { line?: number; column?: number } {
  if (lineNumber !== undefined) return { line: lineNumber, ...(column === undefined ? {} : { column: column + 1 }) };
  const line = /^(?:Parse|Lexical) error on line (\d+)/.exec(message)?.[1];
  return line === undefined ? {} : { line: Number(line) };
}

/** "Parse error on line 3:\n…{{x\n---^\nExpecting 'CLOSE', got 'EOF'" and `"nope" not defined in [object Object] - 1:4`. */
function sentenceOf(message: string): string {
  const parse = /^Parse error on line \d+:\n[\s\S]*\n(Expecting [\s\S]*)$/.exec(message)?.[1];
  if (parse !== undefined) return `Handlebars can't read the template here: ${parse.replace(/^Expecting .*, got/, 'it did not expect')}`;
  const missing = /^"([^"]*)" not defined in /.exec(message)?.[1];
  if (missing !== undefined) return `"${missing}" is not among what this template is given`;
  return message.split('\n')[0]?.replace(/ - \d+:\d+$/, '') ?? message;
}
