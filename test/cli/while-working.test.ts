// The line of long work: after a second, painted over, gone at the end, and only where there is a screen.
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { test } from 'node:test';
import { hostTerminal } from '../../src/cli/host-terminal.ts';
import { openTerminal } from '../../src/cli/terminal.ts';
import { whileWorking } from '../../src/cli/while-working.ts';

function terminalOf({ isTTY = true, isQuiet = false }) {
  const stderr = Object.assign(new PassThrough(), { isTTY });
  const terminal = openTerminal({ stdout: stderr, stderr, environment: {}, isQuiet, isVerbose: false });
  return { terminal, said: () => String(stderr.read() ?? '') };
}

test('what takes longer than a second says where it is; the line is gone at the end', async () => {
  const { terminal, said } = terminalOf({});
  const answer = await whileWorking(terminal, 'check', async (say) => {
    say('0 of 2 domains looked at');
    await pause(1150);
    say('1 of 2 domains looked at');
    await pause(150);
    return 'done';
  });
  assert.equal(answer, 'done');
  const text = said();
  assert.match(text, /^check {2}0 of 2 domains looked at\n[\s\S]*check {2}1 of 2 domains looked at\n/);
  assert.ok(text.endsWith('\u001b[0J'), JSON.stringify(text));
});

test('what is done within the second, what goes to no terminal, and what is quiet says nothing', async () => {
  for (const [given, ms] of [[{}, 50], [{ isTTY: false }, 1200], [{ isQuiet: true }, 1200]] as const) {
    const { terminal, said } = terminalOf(given);
    await assert.rejects(whileWorking(terminal, 'renew', async (say) => {
      say('acme-client mta-sts.example.com');
      await pause(ms);
      throw new Error('failed');
    }), /failed/);
    assert.equal(said(), '');
  }
});

test('a host among several says it in its own line, not on a screen of its own', async () => {
  const { terminal } = terminalOf({});
  const noted: string[] = [];
  const live = { set: (name: string, _: string, stage: string) => noted.push(`${name}: ${stage}`) };
  await whileWorking(hostTerminal(terminal, 'mail1', live as never), 'check', async (say) => say('1 of 2'));
  assert.deepEqual(noted, ['mail1: 1 of 2']);
});
