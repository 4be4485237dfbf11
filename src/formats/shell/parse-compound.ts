// Commands of sh(1) that hold others: groups, if, case, for, while.
import type { TokenStream } from './token-stream.ts';
import { Unreadable, type CaseArm, type Command, type List, type Word } from './tree.ts';
import { plainText } from './words.ts';

/** Without what is redirected. */
export type Compound = DistributedOmit<Exclude<Command, { kind: 'simple' }>, 'redirections'>;
type DistributedOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

type ReadList = () => List;

/** Null, and nothing taken, where none begins. */
export function parseCompound(stream: TokenStream, list: ReadList): Compound | null {
  if (stream.operator('(') !== null) {
    const body = list();
    stream.expect(stream.operator(')'));
    return { kind: 'group', isSubshell: true, body };
  }
  const word = stream.reserved(...Object.keys(PARSERS));
  return word === null ? null : (PARSERS[word]?.(stream, list) ?? null);
}

const PARSERS: Readonly<Record<string, (stream: TokenStream, list: ReadList) => Compound>> = {
  '{': (stream, list) => ({ kind: 'group', isSubshell: false, body: listUpTo('}', stream, list) }),
  if: parseIf,
  case: parseCase,
  for: parseFor,
  while: (stream, list) => parseLoop(false, stream, list),
  until: (stream, list) => parseLoop(true, stream, list),
};

function listUpTo(end: string, stream: TokenStream, list: ReadList): List {
  const read = list();
  stream.expect(stream.reserved(end));
  return read;
}

function parseIf(stream: TokenStream, list: ReadList): Compound {
  const arm = () => ({ condition: listUpTo('then', stream, list), body: list() });
  const arms = [arm()];
  while (stream.reserved('elif') !== null) arms.push(arm());
  const otherwise = stream.reserved('else') === null ? [] : list();
  stream.expect(stream.reserved('fi'));
  return { kind: 'if', arms, otherwise };
}

function parseCase(stream: TokenStream, list: ReadList): Compound {
  const subject = stream.word();
  stream.newlines();
  stream.expect(stream.reserved('in'));
  stream.newlines();
  const arms: CaseArm[] = [];
  while (stream.reserved('esac') === null) {
    arms.push(parseCaseArm(stream, list));
    stream.newlines();
  }
  return { kind: 'case', subject, arms };
}

/** The last `;;` may be left out. */
function parseCaseArm(stream: TokenStream, list: ReadList): CaseArm {
  stream.operator('(');
  const patterns = [stream.word()];
  while (stream.operator('|') !== null) patterns.push(stream.word());
  stream.expect(stream.operator(')'));
  const body = list();
  if (stream.operator(';;') === null && !stream.isBefore('esac')) throw new Unreadable('no ;;');
  return { patterns, body };
}

function parseFor(stream: TokenStream, list: ReadList): Compound {
  const name = plainText(stream.word());
  if (name === null) throw new Unreadable('no name');
  stream.newlines();
  stream.expect(stream.reserved('in'));
  const words: Word[] = [];
  while (stream.isAtWord) words.push(stream.word());
  stream.expect(stream.operator(';', '\n'));
  stream.newlines();
  stream.expect(stream.reserved('do'));
  return { kind: 'for', name, words, body: listUpTo('done', stream, list) };
}

function parseLoop(isUntil: boolean, stream: TokenStream, list: ReadList): Compound {
  return { kind: 'loop', isUntil, condition: listUpTo('do', stream, list), body: listUpTo('done', stream, list) };
}
