// Laws of zone edits, over zones as people write them: what is asked is there, and nothing else has changed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { DesiredDomain } from '../../../src/model/desired.ts';
import { lexZone, type Token } from '../../../src/formats/zone/lex-zone.ts';
import { withSerialAfter } from '../../../src/formats/zone/zone-serial.ts';
import { parseZone, wordOf, type Zone, type ZoneRecord } from '../../../src/formats/zone/parse-zone.ts';
import { isAfter } from '../../../src/formats/zone/serial.ts';
import { textStrings } from '../../../src/formats/zone/text-value.ts';
import { planZone } from '../../../src/plan/zone/plan-zone.ts';
import { desiredOf } from '../../support/desired.ts';
import { zoneFacts } from '../../support/zone-facts.ts';
import { anyBytes, anyZone } from '../../formats/zone/random-zone.ts';

/** A nightly run asks for 100,000. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 2000);
const NOW = new Date('2026-11-24T10:15:00Z');
const CONF = '[policy]\nmode = testing\nmax_age = 86400\nmx[] = mail.example.com\ntlsrpt[] = mailto:reports@example.com\n[domain example.com]\naddress[] = 203.0.113.1\naddress[] = 2001:db8::1\n[domain sub.example.com]\naddress[] = 203.0.113.1\n';
const DOMAINS = desiredOf(CONF).domains;

function planned(content: string) {
  return planZone(zoneFacts(content), DOMAINS, { now: NOW, withheld: new Set() });
}

function after(content: string): string | null {
  const result = planned(content);
  if (!result.ok) return null;
  const step = result.value.steps.find(({ kind }) => kind === 'write-file');
  return step?.kind === 'write-file' ? (step.after?.content ?? '') : content;
}

/** Ours: what the domains ask for by name and type, and of text only that with their version. */
function isOurs({ text }: Zone, { owner, type, values }: ZoneRecord, domains: readonly DesiredDomain[]): boolean {
  if (type === 'SOA') return true;
  const wanted = domains.flatMap(({ records }) => records).find((each) => each.name === owner && each.type === type);
  if (wanted === undefined || type !== 'TXT') return wanted !== undefined;
  const version = wanted.value.slice(0, wanted.value.indexOf(';'));
  return (textStrings(text, values)?.join('') ?? '').startsWith(version);
}

/** Owner, TTL, class, type and values as they stand there. */
function asWritten({ text }: Zone, { owner, ttl, class: klass, type, values }: ZoneRecord): string {
  return JSON.stringify([owner, ttl && wordOf(text, ttl), klass && wordOf(text, klass), type, values.map(({ start, end }) => text.slice(start, end))]);
}

test('the entries of any bytes tile them', () => {
  fc.assert(
    fc.property(anyBytes, (text) => {
      let at = 0;
      for (const { start, end } of lexZone(text)) {
        assert.equal(start, at);
        assert.ok(end > start);
        at = end;
      }
      assert.equal(at, text.length);
    }),
    { numRuns: RUNS },
  );
});

test('every record that is not asked for stays as it is written, in its order', () => {
  let edited = 0;
  fc.assert(
    fc.property(anyZone, (text) => {
      const result = after(text);
      if (result === null) return;
      edited += 1;
      const [old, now] = [text, result].map((each) => parseZone(each, 'example.com')) as [Zone, Zone];
      assert.deepEqual(now.problems, []);
      const foreign = (zone: Zone) => zone.records.filter((record) => !isOurs(zone, record, DOMAINS)).map((record) => asWritten(zone, record));
      assert.deepEqual(foreign(now), foreign(old));
    }),
    { numRuns: RUNS },
  );
  assert.ok(edited > RUNS / 4, `only ${edited} of ${RUNS} zones were edited: the generator refuses too much`);
});

test('what is asked is there once, and a second plan is empty', () => {
  fc.assert(
    fc.property(anyZone, (text) => {
      const result = after(text);
      if (result === null) return;
      const zone = parseZone(result, 'example.com');
      for (const { name, type } of DOMAINS.flatMap(({ records }) => records)) {
        const there = zone.records.filter((record) => record.owner === name && record.type === type && isOurs(zone, record, DOMAINS));
        const said: string[] = there.map((record) => record.values.map((each) => wordOf(result, each).toLowerCase().replace(':0:', ':')).join(''));
        assert.equal(new Set(said).size, 1, `${name} ${type}: ${said.join(' ')}`);
        if (type === 'TXT') assert.equal(there.length, 1);
      }
      assert.equal(after(result), result);
    }),
    { numRuns: RUNS },
  );
});

test('comments, blank lines and directives stay, byte for byte', () => {
  fc.assert(
    fc.property(anyZone, (text) => {
      const result = after(text);
      if (result === null) return;
      const others = (each: string) => lexZone(each).filter(({ tokens: [first], start }) => first === undefined || each[start] === '$').map(({ start, end }) => each.slice(start, end).trimEnd());
      assert.deepEqual(others(result), others(text));
      assert.equal(result.includes('\r\n'), text.includes('\r\n'));
      assert.equal(/[^\r]\n/.test(result), /[^\r]\n/.test(text));
    }),
    { numRuns: RUNS },
  );
});

test('the serial goes up with every change, and up again when the change is taken back, all else being as it was', () => {
  const serialIn = (text: string) => parseZone(text, 'example.com').records.find(({ type }) => type === 'SOA')?.values[2] as Token;
  const serialOf = (text: string) => Number(wordOf(text, serialIn(text)));
  const without = (text: string) => text.slice(0, serialIn(text).start) + text.slice(serialIn(text).end);
  fc.assert(
    fc.property(anyZone, (text) => {
      const result = after(text);
      if (result === null || result === text) return;
      assert.ok(isAfter(serialOf(result), serialOf(text)));
      const back = withSerialAfter(text, result);
      assert.ok(isAfter(serialOf(back), serialOf(result)));
      assert.equal(without(back), without(text));
    }),
    { numRuns: RUNS },
  );
});
