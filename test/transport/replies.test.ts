// Hosts that answer with something else than they should: each a HostError or a Failure, never a crash, never a hang.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { Failure } from '../../src/model/failure.ts';
import { HostError, type Probe } from '../../src/model/host.ts';
import type { Closed, Exec, Listener, Session } from '../../src/transport/exec.ts';
import { SshHost } from '../../src/transport/ssh-host.ts';
import { ShellExec } from '../support/shell-exec.ts';

type Answer = (nonce: string) => { readonly out?: string; readonly err?: string; readonly closed?: Closed };

/** Answers a script without running it. */
class Liar implements Exec {
  readonly peer = null;
  readonly #answer: Answer;
  constructor(answer: Answer) {
    this.#answer = answer;
  }
  connect(): void {}
  async start(_command: string, listener: Listener): Promise<Session> {
    return {
      send: (bytes) => {
        const nonce = /\nN=(\S+)\n/.exec(bytes.toString('latin1'))?.[1] ?? '';
        const { out = '', err = '', closed = { exit: 0, signal: null, lost: null } } = this.#answer(nonce);
        setImmediate(() => {
          listener.stdout(Buffer.from(out, 'latin1'));
          listener.stderr(Buffer.from(err, 'latin1'));
          listener.closed(closed);
        });
      },
      endInput: () => undefined,
      close: () => undefined,
    };
  }
  async close(): Promise<void> {}
}

const PROBES: readonly Probe[] = [{ kind: 'stat', path: '/etc' }, { kind: 'file', path: '/etc/f', maxBytes: 10 }, { kind: 'run', argv: ['/bin/x'] }, { kind: 'public-key', path: '/k' }, { kind: 'addresses' }, { kind: 'resolve', name: 'x' }];

async function problemOf(answer: Answer): Promise<HostError | Failure> {
  const host = new SshHost(new Liar(answer), { name: 'mx1', ssh: 'admin@mx1', become: 'doas' });
  const error = await host.gather(PROBES).then(() => assert.fail('it should have failed'), (each: unknown) => each);
  assert.ok(error instanceof HostError || error instanceof Failure, String((error as Error).stack));
  return error;
}

const CASES: Readonly<Record<string, readonly [Answer, RegExp]>> = {
  'says nothing': [() => ({}), /\/bin\/sh does not run on mx1: exit 0/],
  'has no shell': [() => ({ out: 'This account is currently not available.\n', closed: { exit: 1, signal: null, lost: null } }), /does not run on mx1: This account is currently not available\./],
  'refuses doas': [() => ({ err: 'doas: Operation not permitted\n', closed: { exit: 1, signal: null, lost: null } }), /doas on mx1 gives no permission: doas: Operation not permitted/],
  'is cut off': [(n) => ({ out: `\n${n} hello 0\n`, closed: { exit: null, signal: null, lost: 'it was closed' } }), /the connection to mx1 was lost: it was closed/],
  'ends in the middle': [(n) => ({ out: `\n${n} hello 0\n` }), /it ends in the middle/],
  'leaves answers out': [(n) => ({ out: `\n${n} hello 0\n\n${n} end\n`, err: `\n${n} end\n` }), /nothing about file 0/],
  'has another stat': [(n) => ({ out: `\n${n} hello 0\n\n${n} stats 0\nFile: /etc\n\n${n} end\n`, err: `\n${n} end\n` }), /what stat\(1\) says/],
  'gives a reason that is none': [(n) => ({ out: `\n${n} hello 0\n\n${n} none 0 \n\n${n} end\n`, err: `\n${n} end\n` }), /a reason that is none/],
  'says control characters in a header': [(n) => ({ out: `\n${n} hello \u001b[2J\n\n${n} end\n`, err: `\n${n} end\n` }), /a line that is no part of it/],
};

for (const [what, [answer, message]] of Object.entries(CASES)) {
  test(`a host that ${what}`, async () => {
    const problem = await problemOf(answer);
    assert.match(problem.message, message);
  });
}

test('the line that doas.conf needs is the next step', async () => {
  const problem = await problemOf(CASES['refuses doas']?.[0] ?? (() => ({})));
  assert.ok(problem instanceof Failure);
  assert.match(problem.diagnostics[0]?.next ?? '', /permit nopass admin as root cmd \/bin\/sh args -s$/);
});

test('a flood is ended', async () => {
  const flood = 'x'.repeat(1 << 20);
  const problem = await problemOf(() => ({ out: flood.repeat(20) }));
  assert.match(problem.message, /more than stsctl reads/);
});

test('any records at all', async () => {
  const piece = fc.oneof(fc.constantFrom('hello 0', 'end', 'stats 0 1', 'stats', 'none 0 ENOENT', 'none 1 EACCES', 'content 1', 'read 1 0', 'out 2', 'exit 2 0', 'exit 2 x', 'ok', ''), fc.string({ maxLength: 20 }));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(piece, fc.string({ maxLength: 30 }))), async (records) => {
      const host = new SshHost(new Liar((n) => ({ out: records.map(([header, body]) => `\n${n} ${header}\n${body}`).join('') })), { name: 'mx1', ssh: 'mx1', become: null });
      await host.gather(PROBES).catch((error: unknown) => assert.ok(error instanceof HostError || error instanceof Failure, String((error as Error).stack)));
    }),
    { numRuns: Number(process.env['FUZZ_RUNS'] ?? 300) },
  );
});

test('what a profile prints before and after is no part of the answer', async () => {
  const noisy = new ShellExec('/bin/sh');
  const start = noisy.start.bind(noisy);
  noisy.start = (command, listener) => start(`echo "*** welcome ***"; echo warning >&2; printf "no line end"; ${command}; echo bye`, listener);
  const host = new SshHost(noisy, { name: 'mx1', ssh: 'mx1', become: null });
  const [answer] = await host.gather([{ kind: 'file', path: '/etc/hostname', maxBytes: 1000 }]);
  await host.close();
  assert.ok(answer?.kind === 'file' && answer.content !== null && !answer.content.includes('bye'));
});

test('however many the questions, it is one exec', async () => {
  const exec = new ShellExec('/bin/sh');
  const host = new SshHost(exec, { name: 'mx1', ssh: 'mx1', become: null });
  await host.gather(Array.from({ length: 100 }, (_, index) => ({ kind: 'stat', path: `/etc/${index}` })));
  await host.close();
  assert.equal(exec.started, 1);
});

test('one shell does one script after the other; one that fails, has much input or runs a program is the last of its shell', async () => {
  const exec = new ShellExec('/bin/sh');
  const host = new SshHost(exec, { name: 'mx1', ssh: 'mx1', become: null });
  const directory = mkdtempSync(join(tmpdir(), 'stsctl-shell-'));
  await host.append(`${directory}/events`, 'exit 7; rm -rf /nothing\n');
  await host.stage(`${directory}/f`, '\0'.repeat(16_384), { mode: 0o600, uid: 0, gid: 0 });
  assert.deepEqual([(await host.list(directory)).length, exec.started], [2, 1]);
  await host.stage(`${directory}/f`, ')\n'.repeat(9000), { mode: 0o600, uid: 0, gid: 0 });
  await assert.rejects(host.append(`${directory}/none/events`, 'touch /tmp/never\n'));
  await host.run(['/bin/sh', '-c', 'exit 0'], { timeoutMs: 5000 });
  assert.deepEqual([(await host.list(directory)).length, exec.started], [3, 4]);
  await host.close();
  rmSync(directory, { recursive: true, force: true });
});
