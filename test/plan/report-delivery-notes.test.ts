// A plan says when the owner of the store of reports can't get to it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FileFact } from '../../src/model/facts.ts';
import { reportDeliveryNotes } from '../../src/plan/report-delivery-notes.ts';
import { factsOf } from '../support/facts.ts';

interface Store {
  readonly uid: number;
  readonly stateMode?: number;
  readonly stateUid?: number;
  readonly kind?: 'directory' | 'file';
}

function notes({ uid, stateMode = 0o700, stateUid = 0, kind = 'directory' }: Store, ...gone: string[]): string[] {
  const entry = (path: string, its: 'directory' | 'file', mode: number, owner: number): [string, FileFact] => [path, { stat: gone.includes(path) ? null : { kind: its, mode, uid: owner, gid: owner, size: 0 }, content: null }];
  return reportDeliveryNotes({ ...factsOf(), files: new Map([entry('/var/db/stsctl', 'directory', stateMode, stateUid), entry('/var/db/stsctl/reports', kind, 0o750, uid)]) });
}

test('the owner of the store needs to enter what is above it', () => {
  assert.deepEqual(notes({ uid: 901 }), ['/var/db/stsctl/reports belongs to uid 901, who can\'t enter /var/db/stsctl: reports wait in the mail queue until: chmod 711 /var/db/stsctl']);
  for (const stateMode of [0o711, 0o755, 0o701]) assert.deepEqual(notes({ uid: 901, stateMode }), [], stateMode.toString(8));
  for (const stateMode of [0o710, 0o776]) assert.equal(notes({ uid: 901, stateMode }).length, 1, stateMode.toString(8));
});

test('root and the owner of what is above enter it anyway; what is no directory, or not there, is none of theirs', () => {
  assert.deepEqual([notes({ uid: 0 }), notes({ uid: 0, stateUid: 901 }), notes({ uid: 901, stateUid: 901 }), notes({ uid: 901, kind: 'file' })], [[], [], [], []]);
  assert.deepEqual([notes({ uid: 901 }, '/var/db/stsctl/reports'), notes({ uid: 901 }, '/var/db/stsctl'), reportDeliveryNotes(factsOf())], [[], [], []]);
});
