// Tables of the pages, and markup that escapes itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { html, Html } from '../../../src/formats/page/html.ts';
import { table } from '../../../src/formats/page/table.ts';

test('whatever a sender calls himself is text, in text and in attributes; markup of ours stays markup', () => {
  const name = `<b onclick='x' class="y">&\``;
  assert.equal(html`<p title="${name}">${name}</p>`.text, '<p title="&lt;b onclick=&#39;x&#39; class=&quot;y&quot;&gt;&amp;&#96;">&lt;b onclick=&#39;x&#39; class=&quot;y&quot;&gt;&amp;&#96;</p>');
  assert.equal(html`<ul>${['<', html`<li>${1}</li>`, null, [2, '>']]}</ul>`.text, '<ul>&lt;<li>1</li>2&gt;</ul>');
  assert.equal(html`${null}${new Html('<hr>')}`.text, '<hr>');
});

test('control characters, direction marks and halves of characters show as such; blanks and other scripts stay', () => {
  assert.equal(html`${'a\0\x1b\x7f\u202eb\u2066\ud800'}`.text, 'a\ufffd\ufffd\ufffd\ufffdb\ufffd\ufffd');
  assert.equal(html`${'a\tb\nc\u{1f600}ü'}`.text, 'a\tb\nc\u{1f600}ü');
});

test('the first column names its row, numbers are grouped and stand to the right', () => {
  const { text } = table({ caption: 'Senders', columns: ['sender', '#sessions'], rows: [['Google Inc.', 1234567], ['<x>', 0]] });
  assert.equal(
    text,
    '<div class="scroll"><table><caption>Senders</caption><thead><tr><th scope="col">sender</th><th scope="col" class="n">sessions</th></tr></thead><tbody>\n' +
      `<tr><th scope="row">Google Inc.</th><td class="n">1,234,567</td></tr>\n<tr><th scope="row">&lt;x&gt;</th><td class="n">0</td></tr>\n</tbody></table></div>`,
  );
});

test('a text in another column than the first is no heading', () => {
  assert.match(table({ caption: '', columns: ['a', 'b'], rows: [['x', 'y']] }).text, /<th scope="row">x<\/th><td>y<\/td>/);
});

test('a bar shows its share of the largest, one percent at least of what is not nothing, and none where the largest is nothing', () => {
  const rows = [['a', 1], ['b', 1], ['c', 1], ['d', 1], ['e', 1]];
  const { text } = table({ caption: '', columns: ['a', '#n'], rows, bars: [[50, 50], [1, 3], [1, 1000], [0, 50], [0, 0]] });
  assert.deepEqual([...text.matchAll(/width="(\d+)"/g)].map(([, width]) => width), ['100', '33', '1', '0', '0']);
  assert.equal(text.match(/<th class="bar" aria-hidden="true"><\/th>/g)?.length, 1);
  assert.doesNotMatch(table({ caption: '', columns: ['a'], rows: [['x']] }).text, /bar/);
  // A row that has no bar of its own is drawn with an empty one.
  assert.match(table({ caption: '', columns: ['a'], rows: [['x']], bars: [] }).text, /width="0"/);
});
