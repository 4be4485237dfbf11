// The ledger on a host: made, appended to, and mended where a crash cut a line off.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appendEvents, readLedger } from '../../src/apply/keep-ledger.ts';
import { noteServed } from '../../src/cli/note-served.ts';
import type { CommandContext } from '../../src/cli/command-context.ts';
import { formatPolicy } from '../../src/formats/mta-sts/format-policy.ts';
import { Failure } from '../../src/model/failure.ts';
import { HostError } from '../../src/model/host.ts';
import type { LedgerEvent } from '../../src/model/ledger.ts';
import type { Step } from '../../src/model/plan.ts';
import { MemoryHost } from '../support/memory-host.ts';
import { NOW } from '../support/now.ts';

const PATH = '/var/db/stsctl/ledger';
const GONE: LedgerEvent = { at: NOW, domain: 'example.com', event: 'gone' };
const RECORD: LedgerEvent = { at: NOW, domain: 'example.com', event: 'record', id: 'a1', ttlSeconds: 300 };
const host = (files: Readonly<Record<string, string>> = {}) => new MemoryHost(files, () => ({}));

test('the first line makes it, root\'s alone; the next are below', async () => {
  const fresh = host();
  assert.deepEqual(await readLedger(fresh), { events: [], damaged: [] });
  await appendEvents([GONE], fresh);
  await appendEvents([RECORD], fresh);
  assert.deepEqual((await readLedger(fresh)).events, [GONE, RECORD]);
  assert.equal(fresh.entries.get(PATH)?.mode, 0o600);
});

test('nothing new: nothing is written, not even a directory', async () => {
  const fresh = host();
  await appendEvents([], fresh);
  assert.deepEqual(fresh.log, []);
});

test('a line that was cut off takes none with it', async () => {
  const torn = host({ [PATH]: '{"at":"2026-11-24T1' });
  torn.entries.set('/var/db/stsctl', { kind: 'directory', content: '', mode: 0o700, uid: 0, gid: 0 });
  await appendEvents([GONE], torn);
  assert.deepEqual(await readLedger(torn), { events: [GONE], damaged: [1] });
});

test('one that can\'t be read ends the run: nothing would be known of what senders hold', async () => {
  const odd = host();
  odd.entries.set(PATH, { kind: 'directory', content: '', mode: 0o700, uid: 0, gid: 0 });
  await assert.rejects(readLedger(odd), (error) => error instanceof Failure && error.diagnostics[0]?.code === 'ledger-unreadable');
});

const FETCH: Step = { kind: 'fetch-policy', domain: 'example.com', policyHost: 'mta-sts.example.com', handle: null, certificate: '/x', connect: [], body: formatPolicy({ mode: 'none', mx: [], maxAgeSeconds: 1 }), reason: 'r' };

test('an apply whose ledger can\'t be written stands, and says so; what is known is not written again', async () => {
  const said: string[] = [];
  const terminal = { isQuiet: false, isVerbose: false, out: () => undefined, err: (text: string) => void said.push(text), errBytes: () => undefined, note: () => undefined, screen: null, typed: (text: string) => text, paint: (_: unknown, text: string) => text };
  const context = { terminal } as unknown as CommandContext;
  const full = host();
  full.beforeAction = (action) => {
    if (action.startsWith('append')) throw new HostError('ENOSPC', PATH, 'no space left on device');
  };
  await noteServed([FETCH], full, context);
  assert.match(said.join('\n'), /what senders may hold is not noted: no space left on device\nunchanged: the ledger/);
  const fine = host();
  for (let count = 0; count < 2; count += 1) await noteServed([FETCH], fine, context);
  assert.deepEqual((await readLedger(fine)).events.map(({ event }) => event), ['served']);
});

test('a ledger that cannot be read says why, and what to do', async () => {
  const directory = host();
  directory.entries.set(PATH, { kind: 'directory', content: '', mode: 0o700, uid: 0, gid: 0 });
  await assert.rejects(readLedger(directory), (error) => error instanceof Failure && /it is no regular file/.test(error.diagnostics[0]?.message ?? ''));
  const refused = host({ [PATH]: '' });
  refused.gather = () => Promise.resolve([{ kind: 'file', error: 'Permission denied', stat: null, content: null }]);
  await assert.rejects(readLedger(refused), (error) => error instanceof Failure && /Permission denied/.test(error.diagnostics[0]?.message ?? ''));
});
