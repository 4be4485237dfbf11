// The comment that belongs to a statement.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leadingComment } from '../../../src/formats/bsd-conf/leading-comment.ts';

/** Of what begins at "|". */
function commentOf(marked: string) {
  const start = marked.indexOf('|');
  const text = marked.replace('|', '');
  const found = leadingComment(text, { start, end: text.length });
  if (found !== null) assert.equal(text.slice(found.start, found.end), found.text);
  return found?.text ?? null;
}

test('whole lines of comment right above it, from the first sign on', () => {
  assert.equal(commentOf('# a\n|s'), '# a');
  assert.equal(commentOf('\t # a\n  #b\n\t |s'), '# a\n  #b');
  assert.equal(commentOf('x # no\n# a\n|s'), '# a');
  assert.equal(commentOf(' # a\n|s'), '# a');
  assert.equal(commentOf('#\n|s'), '#');
  assert.equal(commentOf('# a\n# b\n|s\n# c\n'), '# a\n# b');
});

test('none at the top, below a blank line, or beside something else', () => {
  for (const text of ['|s', '\n|s', '# a\n\n|s', '# a\n \t\n|s', 'x\n|s', '# a\nx |s', '# a\nx # b\n|s', '  \n|s']) assert.equal(commentOf(text), null, JSON.stringify(text));
});
