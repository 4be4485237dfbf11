// A plan says when the owner of the store of reports can't get to it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reportDeliveryNotes } from '../../src/plan/report-delivery-notes.ts';
import { factsOf } from '../support/facts.ts';

function notes(stateMode: number, owner: number): string[] {
  const facts = factsOf();
  const directory = (mode: number, uid: number) => ({ stat: { kind: 'directory' as const, mode, uid, gid: uid, size: 0 }, content: null });
  return reportDeliveryNotes({ ...facts, files: new Map([...facts.files, ['/var/db/stsctl', directory(stateMode, 0)], ['/var/db/stsctl/reports', directory(0o750, owner)]]) });
}

test('the owner of the store needs to enter what is above it', () => {
  assert.deepEqual(notes(0o700, 901), ['/var/db/stsctl/reports belongs to uid 901, who can\'t enter /var/db/stsctl: reports wait in the mail queue until: chmod 711 /var/db/stsctl']);
  assert.deepEqual([notes(0o711, 901), notes(0o755, 901), notes(0o700, 0), reportDeliveryNotes(factsOf())], [[], [], [], []]);
});
