// Our blocks look like the file they go into.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layOut, MANUAL_LAYOUT, sniffLayout } from '../../../src/formats/bsd-conf/layout.ts';

const BLOCK = '# don\'t touch\nserver "a" {\n\tlocation "/x" {\n\t\troot "/y\'s"\n\t}\n}';

test('a file without habits gets the layout of the manuals', () => {
  assert.deepEqual(sniffLayout(''), MANUAL_LAYOUT);
  assert.equal(layOut(BLOCK, MANUAL_LAYOUT), BLOCK);
});

test('the indentation is that of most lines after an opening brace', () => {
  assert.equal(sniffLayout('server "a" {\n    root "/x"\n    location "/" {\n        pass\n    }\n}\n').indent, '    ');
  assert.equal(sniffLayout('server "a" {\n  # first\n\n  root "/x"\n}\n').indent, '  ');
  assert.equal(sniffLayout('server "a" {\n\troot "/x"\n}\n').indent, '\t');
});

test('quotes in comments do not count', () => {
  assert.equal(sniffLayout("# 'a' 'b'\nroot \"/x\"\n").quote, '"');
  assert.equal(sniffLayout("root '/x'\n").quote, "'");
});

test('indentation and quotes change, comments and strings that hold the other quote do not', () => {
  const laidOut = layOut(BLOCK, { indent: '  ', quote: "'" });
  assert.equal(laidOut, "# don't touch\nserver 'a' {\n  location '/x' {\n    root \"/y's\"\n  }\n}");
});
