// The lines of the hosts: what fits, what is painted over, and that other output stays above.
import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { LiveLines, liveText, type LiveLine } from '../../src/cli/live-lines.ts';

const UP_AND_CLEAR = (lines: number) => `\u001b[${lines}A\u001b[1G\u001b[0J`;

class FakeScreen extends Writable {
  readonly columns = 40;
  readonly rows = 10;
  said = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.said += String(chunk);
    done();
  }
}

test('all hosts where they fit, cut to the width, with nothing that a terminal would obey', () => {
  const lines: LiveLine[] = [{ name: 'mail1', phase: 'ended', stage: 'done' }, { name: 'mx10', phase: 'working', stage: `\u001b[2J${'x'.repeat(99)}` }];
  assert.deepEqual(liveText(lines, 20, 24), ['mail1  done', 'mx10   ^[[2Jxxxxxxx']);
});

test('of more than fit, those at work and how many others there are', () => {
  const lines = Array.from({ length: 200 }, (_, index): LiveLine => ({ name: `h${index}`, phase: index < 50 ? 'ended' : index < 60 ? 'working' : 'waiting', stage: 'looking' }));
  const shown = liveText(lines, 80, 8);
  assert.equal(shown.length, 7);
  assert.deepEqual([shown[0], shown[6]], ['h50   looking', '50 ended, 4 more at work, 140 waiting']);
});

test('changes that come together are painted once; what is printed goes above; the end leaves nothing', async () => {
  const screen = new FakeScreen();
  const live = new LiveLines(['a', 'b'], screen);
  live.set('a', 'working', 'looking');
  live.set('a', 'working', '[1/2] step');
  await new Promise((resolve) => setTimeout(resolve, 120));
  assert.equal(screen.said, 'a  [1/2] step\nb  waiting\n');
  screen.said = '';
  live.above(() => void screen.write('a: told\n'));
  assert.equal(screen.said, `${UP_AND_CLEAR(2)}a: told\na  [1/2] step\nb  waiting\n`);
  screen.said = '';
  await live.paused(async () => {
    live.above(() => void screen.write('passphrase: '));
  });
  assert.equal(screen.said, `${UP_AND_CLEAR(2)}passphrase: a  [1/2] step\nb  waiting\n`);
  screen.said = '';
  live.end();
  assert.equal(screen.said, UP_AND_CLEAR(2));
});
