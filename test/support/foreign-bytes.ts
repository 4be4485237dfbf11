// What is left of an httpd.conf when the blocks that stsctl wrote are taken out.
import assert from 'node:assert/strict';

const OUR_BLOCK = /# stsctl: (?:challenge|policy) server of [^\n]+\nserver ["'][^"'\n]+["'] \{\n[\s\S]*?\n\}\n/g;

/** Nothing but our blocks and at most two newlines beside each was added to `before`, and nothing taken away. */
export function assertForeignBytes(before: string, after: string): void {
  const blocks = after.match(OUR_BLOCK)?.length ?? 0;
  const rest = after.replace(OUR_BLOCK, '');
  let at = 0;
  let added = 0;
  for (const character of rest) {
    if (character === before[at]) at += 1;
    else if (character === '\n') added += 1;
    else assert.fail(`a foreign byte changed at ${at}:\n${after}`);
  }
  assert.equal(at, before.length, `foreign bytes are lost from ${at}:\n${after}`);
  assert.ok(added <= 2 * blocks, `${added} newlines were added beside ${blocks} blocks`);
}
