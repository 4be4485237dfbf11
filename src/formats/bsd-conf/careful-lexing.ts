// The careful way to read a token, character by character, as the real lexer does it.
import { DIGIT, MACRO_NAME, QUOTE, WORD } from './alphabet.ts';
import { isDigit, LONGEST_QUOTED, LONGEST_WORD, type Lexer } from './lexer.ts';
import { parseNumber } from './number-token.ts';
import { BAD, END, NEWLINE, NUMBER, STRING } from './token.ts';

const EOF = -1;
const LINE_FEED = 10;
const BACKSLASH = 92;

export function lexCarefully(lexer: Lexer): number {
  const { reader } = lexer;
  for (;;) {
    let c = readFirst(lexer);
    reader.line = reader.file.line;
    if (c === 35) c = skipComment(lexer);
    if (c !== 36 || reader.expanding) return placed(lexer, readToken(lexer, c));
    const token = readMacro(lexer);
    if (token !== null) return placed(lexer, token);
  }
}

/** Skips blanks; notes where in the top file the token begins. */
function readFirst(lexer: Lexer): number {
  const { reader } = lexer;
  for (;;) {
    const { file } = reader;
    const at = file.pushed.length > 0 ? reader.macroAt : file.at;
    const c = reader.read();
    if (c === 32 || c === 9) continue;
    const start = reader.file === file ? at : reader.file.at - 1;
    lexer.start = reader.file.anchor?.start ?? Math.max(start, 0);
    return c;
  }
}

function placed(lexer: Lexer, token: number): number {
  const { file } = lexer.reader;
  lexer.end = Math.max(lexer.start, file.anchor?.end ?? file.at);
  return token;
}

function skipComment(lexer: Lexer): number {
  let c = EOF;
  do c = lexer.reader.read();
  while (c !== LINE_FEED && c !== EOF);
  return c;
}

/** Null when a macro's value now comes next; else a token. */
function readMacro(lexer: Lexer): number | null {
  const { reader } = lexer;
  let name = '';
  let c = reader.read();
  for (; c !== EOF; c = reader.read()) {
    if (name.length >= LONGEST_QUOTED) return giveUp(lexer, 'string too long');
    if (MACRO_NAME[c] !== 1) break;
    name += String.fromCharCode(c);
  }
  if (c === EOF) return END;
  reader.unread(c);
  const value = lexer.macros.get(name);
  if (value === undefined) return giveUp(lexer, `macro '${name}' not defined`);
  lexer.macrosUsed.add(name);
  reader.macroAt = lexer.start;
  reader.expand(value);
  return null;
}

function readToken(lexer: Lexer, c: number): number {
  const kind = lexer.dialect.alphabet.first[c];
  if (kind === QUOTE) return readQuoted(lexer, c);
  if (kind === DIGIT) return readNumber(lexer, c);
  if (kind === WORD) return readWord(lexer, c);
  if (c === LINE_FEED) {
    lexer.reader.line = lexer.reader.file.line;
    lexer.reader.file.line += 1;
    return NEWLINE;
  }
  return c === EOF || c === 0 ? END : lexer.dialect.characters[c] ?? BAD;
}

function readQuoted(lexer: Lexer, quote: number): number {
  const { reader } = lexer;
  let text = '';
  for (;;) {
    let c = reader.readQuoted(quote);
    if (c === EOF) return END;
    if (c === quote) break;
    if (c === 0) return giveUp(lexer, 'syntax error');
    if (c === BACKSLASH) {
      const next = reader.readQuoted(quote);
      if (next === EOF) return END;
      if (next === quote || next === 32 || next === 9 || next === LINE_FEED) c = next;
      else reader.unread(next);
      if (c === LINE_FEED) reader.file.line += 1;
    } else if (c === LINE_FEED) {
      reader.file.line += 1;
    }
    if (c === LINE_FEED) continue;
    if (text.length >= LONGEST_QUOTED) return giveUp(lexer, 'string too long');
    text += String.fromCharCode(c);
  }
  lexer.value = text;
  return STRING;
}

function readNumber(lexer: Lexer, first: number): number {
  const { reader } = lexer;
  const { file } = reader;
  const from = file.at;
  let text = String.fromCharCode(first);
  let c = reader.read();
  for (; isDigit(c); c = reader.read()) {
    text += String.fromCharCode(c);
    if (text.length > LONGEST_WORD) return giveUp(lexer, 'string too long');
  }
  reader.unread(c);
  if (text !== '-' && (c === EOF || lexer.dialect.alphabet.endsNumber[c] === 1)) return number(lexer, text);
  if (file.pushed.length === 0 && file.at - from === text.length - 1) file.at = from;
  else putBack(lexer, text.slice(1));
  return first === 45 ? BAD : readWord(lexer, first);
}

function putBack({ reader, start }: Lexer, text: string): void {
  if (reader.file.pushed.length === 0) reader.macroAt = start;
  for (let at = text.length - 1; at >= 0; at -= 1) reader.unread(text.charCodeAt(at));
}

function number(lexer: Lexer, text: string): number {
  const value = parseNumber(text);
  if (typeof value === 'string') return giveUp(lexer, `"${text}" invalid number: ${value}`);
  lexer.value = value;
  return NUMBER;
}

function readWord(lexer: Lexer, first: number): number {
  const { reader } = lexer;
  const { rest } = lexer.dialect.alphabet;
  let text = String.fromCharCode(first);
  let c = reader.read();
  for (; rest[c] === 1 || c === BACKSLASH; c = reader.read()) {
    text += String.fromCharCode(c);
    if (text.length > LONGEST_WORD) return giveUp(lexer, 'string too long');
  }
  reader.unread(c);
  const token = lexer.dialect.keywords.find(text, 0, text.length);
  if (token === STRING) lexer.value = text;
  return token;
}

/** Reports, drops the rest of the line with its line end, and makes the parser report too. */
function giveUp(lexer: Lexer, message: string): number {
  lexer.reader.report(message);
  lexer.reader.skipLine();
  return BAD;
}
