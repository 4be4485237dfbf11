// A master file says to us what it says to nsd: records as nsd-checkzone -p prints them, before an edit and after it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import { parseZone, wordOf } from '../../src/formats/zone/parse-zone.ts';
import { textStrings } from '../../src/formats/zone/text-value.ts';
import { absoluteName } from '../../src/formats/zone/zone-name.ts';
import { planZone } from '../../src/plan/zone/plan-zone.ts';
import { anyZone } from '../formats/zone/random-zone.ts';
import { desiredOf } from '../support/desired.ts';
import { missingPrograms } from '../support/missing-programs.ts';
import { TUTORIAL } from '../support/tutorial.ts';
import { zoneFacts } from '../support/zone-facts.ts';

const RUNS = Number(process.env['PARITY_RUNS'] ?? 60);
const missing = missingPrograms(['nsd-checkzone']);
const DOMAINS = desiredOf(TUTORIAL).domains;

/** "owner TYPE value", each once. */
function records(text: string): string[] {
  const zone = parseZone(text, 'example.com');
  assert.deepEqual(zone.problems, []);
  const values = zone.records.map(({ owner, type, values: tokens, origin }) => {
    const words = tokens.map((token) => wordOf(text, token).toLowerCase());
    if (type === 'TXT') return `${owner} TXT ${JSON.stringify(textStrings(text, tokens))}`;
    if (type === 'AAAA') return `${owner} AAAA ${new URL(`http://[${words[0]}]`).hostname}`;
    const names = words.map((word) => (/^[0-9.]+[smhd]?$/.test(word) ? word : absoluteName(word, origin)));
    return type === 'SOA' ? `${owner} SOA ${names.slice(0, 2).join(' ')} ${Number(names[2])}` : `${owner} ${type} ${names.join(' ')}`;
  });
  return [...new Set(values)].sort();
}

describe('nsd-checkzone reads the same', { skip: missing.length > 0 ? `needs ${missing.join(', ')}` : false }, () => {
  const directory = mkdtempSync(join(tmpdir(), 'stsctl-parity-'));
  const file = join(directory, 'zone');
  after(() => rmSync(directory, { recursive: true }));

  /** Null for what nsd does not take. */
  function printed(text: string): string | null {
    writeFileSync(file, text, 'latin1');
    const { status, stdout } = spawnSync('nsd-checkzone', ['-p', 'example.com', file], { encoding: 'latin1' });
    return status === 0 ? stdout : null;
  }

  test('random zones and their edits', () => {
    let taken = 0;
    fc.assert(
      fc.property(anyZone, (text) => {
        const before = printed(text);
        if (before === null) return;
        taken += 1;
        assert.deepEqual(records(text), records(before));
        const plan = planZone(zoneFacts(text), DOMAINS, { now: new Date('2026-11-24T10:15:00Z'), withheld: new Set() });
        const [step] = plan.ok ? plan.value.steps : [];
        if (step?.kind !== 'write-file') return;
        const edited = step.after?.content ?? '';
        const after = printed(edited);
        assert.ok(after !== null, `nsd-checkzone refuses the edit:\n${edited}`);
        assert.deepEqual(records(edited), records(after));
      }),
      { numRuns: RUNS },
    );
    assert.ok(taken > RUNS / 2, `nsd takes only ${taken} of ${RUNS} zones: the generator is wrong`);
  });
});
