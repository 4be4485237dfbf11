// The process on a host that its lock names: there as long as the run, and not for ever when the run is cut off without a word.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Keeper } from '../../src/transport/keeper.ts';
import type { Exec, Session } from '../../src/transport/exec.ts';
import { SHELL } from '../../src/transport/remote-prelude.ts';
import { ShellExec } from '../support/shell-exec.ts';

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** As a link that is down: what is sent once it is gone goes nowhere, and nobody hears of it. */
class Link implements Exec {
  readonly #exec = new ShellExec('/bin/sh');
  readonly peer = null;
  isDown = false;

  connect(): void {
    this.#exec.connect();
  }

  async start(command: string, listener: Parameters<Exec['start']>[1]): Promise<Session> {
    const session = await this.#exec.start(command, listener);
    return { send: (bytes) => void (this.isDown || session.send(bytes)), endInput: () => session.endInput(), close: () => session.close() };
  }

  close(): Promise<void> {
    return this.#exec.close();
  }
}

test('it outlives its patience while it is beaten for, and ends when nothing comes any more', async (context) => {
  const link = new Link();
  const keeper = new Keeper(link, SHELL, { name: 'mail1', ssh: 'mail1', become: null }, 1);
  context.after(() => keeper.end());
  const { pid } = await keeper.process();
  await sleep(2500);
  assert.ok(isThere(pid), 'it ended while the run was there');
  link.isDown = true;
  for (let attempt = 0; isThere(pid) && attempt < 60; attempt += 1) await sleep(100);
  assert.ok(!isThere(pid), 'it keeps everybody out for ever');
});
