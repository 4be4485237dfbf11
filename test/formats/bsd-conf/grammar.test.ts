// The table generator, held against what yacc makes of small grammars.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseGrammar } from '../../../src/formats/bsd-conf/grammar.ts';
import { buildTables } from '../../../src/formats/bsd-conf/tables.ts';
import { END, NEWLINE, NUMBER, STRING } from '../../../src/formats/bsd-conf/token.ts';

/** Whether the grammar's language has these tokens; a plain LR run without recovery. */
function accepts(notation: string, tokens: readonly number[]): boolean {
  const { action, unasked, goto, length, left, tokenCount, nameCount, top } = buildTables(parseGrammar(notation, '7.8'));
  const states = [0];
  for (let at = 0; ; ) {
    const state = states.at(-1) ?? 0;
    const token = tokens[at] ?? END;
    const todo = unasked[state] !== 0 ? -(unasked[state] ?? 0) : action[state * tokenCount + token] ?? 0;
    if (todo === 0) return state === top && token === END;
    if (todo > 0) {
      states.push(todo);
      at += 1;
    } else {
      states.length -= length[-todo] ?? 0;
      states.push(goto[(states.at(-1) ?? 0) * nameCount + (left[-todo] ?? 0)] ?? 0);
    }
  }
}

const LIST = 'file =\nfile = file entry NL\nentry = STRING optional\noptional =\noptional = NUMBER\n9.9: entry = NUMBER';

test('optional symbols and lists are read, anything else is not', () => {
  assert.ok(accepts(LIST, []));
  assert.ok(accepts(LIST, [STRING, NEWLINE, STRING, NUMBER, NEWLINE]));
  assert.ok(!accepts(LIST, [STRING, NUMBER, NUMBER, NEWLINE]));
  assert.ok(!accepts(LIST, [STRING]));
});

test('a line for another release does not count', () => {
  assert.ok(!accepts(LIST, [NUMBER, NEWLINE]));
});

test('look-ahead decides where LR(0) and SLR can not', () => {
  // The classic LALR grammar that is not SLR: an assignment whose left side may also be a right side.
  const notation = "file =\nfile = file s NL\ns = l '=' r\ns = r\nl = '*' r\nl = STRING\nr = l";
  const equals = parseGrammar(notation, '').tokens.get('=') ?? -1;
  const star = parseGrammar(notation, '').tokens.get('*') ?? -1;
  assert.ok(accepts(notation, [star, STRING, equals, star, star, STRING, NEWLINE]));
  assert.ok(accepts(notation, [STRING, NEWLINE]));
  assert.ok(!accepts(notation, [STRING, equals, NEWLINE]));
});

test('a state with one reduction and nothing else does it without asking for a token', () => {
  const { unasked, top } = buildTables(parseGrammar(LIST, '7.8'));
  assert.ok((unasked[0] ?? 0) > 0);
  assert.equal(unasked[top], 0);
});

test('a rule that names an unknown symbol is a bug and says so', () => {
  assert.throws(() => parseGrammar('file = nothing', ''), /no rule called nothing/);
  assert.throws(() => parseGrammar('file nothing', ''), /not a rule/);
});
