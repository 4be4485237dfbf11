// Zone files as admins keep them: what changes, what stays, what is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ZoneFacts } from '../../../src/model/zone-facts.ts';
import { planZone } from '../../../src/plan/zone/plan-zone.ts';
import { desiredOf } from '../../support/desired.ts';
import { TUTORIAL } from '../../support/tutorial.ts';
import { zoneFacts, ZONE_FILE } from '../../support/zone-facts.ts';

const NOW = new Date('2026-11-24T10:15:00Z');
const DOMAINS = desiredOf(TUTORIAL).domains;
const ID = DOMAINS[0]?.policyId ?? '';
const HEAD = '$TTL 3600\n@ IN SOA ns1 hostmaster 2026112300 3600 600 86400 3600\n@ IN NS ns1\nns1 IN A 192.0.2.53\n';
const NEW_HEAD = HEAD.replace('2026112300', '2026112401');
const OURS = '_smtp._tls IN TXT "v=TLSRPTv1; rua=mailto:reports@example.com"\n';
const ADDRESSES = 'mta-sts IN A 203.0.113.1\nmta-sts IN AAAA 2001:db8::7334\n';

function run(content: string, more: Partial<ZoneFacts> = {}, withheld: readonly string[] = [], domains = DOMAINS) {
  return planZone(zoneFacts(content, more), domains, { now: NOW, withheld: new Set(withheld) });
}

function edited(content: string, more: Partial<ZoneFacts> = {}, withheld: readonly string[] = []): string {
  const result = run(content, more, withheld);
  assert.ok(result.ok, JSON.stringify(result));
  const step = result.value.steps.find(({ kind }) => kind === 'write-file');
  return step?.kind === 'write-file' ? (step.after?.content ?? '') : content;
}

function refused(content: string, more: Partial<ZoneFacts> = {}, domains = DOMAINS): string {
  const result = run(content, more, [], domains);
  assert.equal(result.ok, false);
  return result.ok ? '' : result.diagnostics.map(({ code, place, message }) => `${code} ${place?.line ?? '-'}: ${message}`).join('\n');
}

function notes(content: string, more: Partial<ZoneFacts> = {}): readonly string[] {
  const result = run(content, more);
  assert.ok(result.ok);
  return result.value.notes;
}

test('new records stand behind the last of the domain, spelled as it is', () => {
  const text = `${HEAD}mail    IN  A     192.0.2.1\n\n; the end\n`;
  assert.equal(
    edited(text),
    `${NEW_HEAD}mail    IN  A     192.0.2.1\nmta-sts IN  A     203.0.113.1\nmta-sts IN  AAAA  2001:db8::7334\n_mta-sts IN TXT   "v=STSv1; id=${ID};"\n_smtp._tls IN TXT "v=TLSRPTv1; rua=mailto:reports@example.com"\n\n; the end\n`,
  );
});

test('absolute names, tabs and lower case are kept up', () => {
  const text = `${HEAD}mail.example.com.\t\tin\ta\t192.0.2.1\n`;
  assert.match(edited(text), new RegExp(`^mta-sts\\.example\\.com\\.\t\tin\ta\t203\\.0\\.113\\.1\n.*\n_mta-sts\\.example\\.com\\.\t\tin\ttxt\t"v=STSv1; id=${ID};"$`, 'm'));
});

test('records that take their owner from the one before are not parted from it', () => {
  const text = `${HEAD}mail A 192.0.2.1\n     MX 10 mail\n     TXT "x"\nmta-sts A 203.0.113.1\n        AAAA 2001:db8::7334\n        TXT "mine"\nother A 192.0.2.2\n`;
  assert.match(edited(text), /TXT "mine"\n_mta-sts TXT .*\n_smtp\._tls TXT .*\nother A/);
});

test('without $TTL the TTL stated before goes on to be the last one stated', () => {
  const head = HEAD.replace('$TTL 3600\n', '').replaceAll(' IN ', ' 7200 IN ');
  assert.match(edited(`${head}mail 300 IN A 192.0.2.1\nwww IN A 192.0.2.2\n`), /^www IN A 192\.0\.2\.2\nmta-sts IN A 203/m);
  assert.match(edited(`${head}mail 300 IN A 192.0.2.1\n`), /^mta-sts 300 IN A 203/m);
});

test('what is right already stays, whatever its form, and so does the serial', () => {
  const text = `${HEAD}${ADDRESSES.replace('2001:db8::7334', '2001:DB8:0:0:0:0:0:7334')}_mta-sts IN TXT "v=STSv1;id=${ID}"\n${OURS}`;
  const result = run(text);
  assert.deepEqual(result.ok && result.value.steps, []);
});

test('a serial in quotes is one, and keeps them where nothing changes', () => {
  const text = `${HEAD.replace('2026112300', '"2026112300"')}${ADDRESSES}_mta-sts IN TXT "v=STSv1; id=${ID};"\n${OURS}`;
  const result = run(text);
  assert.deepEqual(result.ok && [result.value.steps, result.value.serial], [[], 2026112300]);
});

test('other text at our names is none of ours', () => {
  const text = `${HEAD}${ADDRESSES}${OURS}_mta-sts IN TXT "site-verification=1"\n_mta-sts IN TXT "v=STSv1; id=1;"\n`;
  assert.equal(edited(text), text.replace('2026112300', '2026112401').replace('id=1;', `id=${ID};`));
});

test('addresses: one that is right stays, the others become what is missing, the rest goes; who had its owner from one keeps it', () => {
  const text = `${HEAD}${OURS}_mta-sts IN TXT "v=STSv1; id=${ID};"\nmta-sts IN A 192.0.2.8 ; old\n        IN A 203.0.113.1\n        IN AAAA 2001:db8::1\n`;
  assert.equal(edited(text), `${NEW_HEAD}${OURS}_mta-sts IN TXT "v=STSv1; id=${ID};"\nmta-sts IN A 203.0.113.1\n        IN AAAA 2001:db8::7334\n`);
});

test('an alias is respected, and said', () => {
  const text = `${HEAD}${ADDRESSES}${OURS}_mta-sts CNAME _mta-sts.provider.example.\n`;
  assert.equal(edited(text), text);
  assert.deepEqual(notes(text), ['line 8: _mta-sts.example.com is an alias of _mta-sts.provider.example, which stays: its TXT records are to be published there']);
});

test('an alias that leads nowhere is none to follow, and no reason to give up', () => {
  const text = `${HEAD}${ADDRESSES}${OURS}_mta-sts CNAME\n`;
  assert.equal(edited(text), text);
  assert.deepEqual(notes(text), ['line 8: _mta-sts.example.com is an alias of , which stays: its TXT records are to be published there']);
});

test('a policy that is not served: all but the id', () => {
  const text = edited(HEAD, {}, ['example.com']);
  assert.match(text, /mta-sts IN A/);
  assert.doesNotMatch(text, /STSv1/);
});

test('class and TTL keep the order that they have; tabs lead to the column of the line before', () => {
  const head = HEAD.replace('$TTL 3600\n', '');
  for (const order of ['7200 IN', 'IN 7200']) {
    const text = `${head.replaceAll(' IN ', ` ${order} `)}mail ${order} A 192.0.2.1\n`;
    assert.match(edited(text), new RegExp(`^mta-sts ${order} A 203\\.0\\.113\\.1\nmta-sts ${order} AAAA 2001:db8::7334\n_mta-sts ${order} TXT`, 'm'), order);
  }
  assert.match(edited(`${HEAD}www\t\tIN\tA\t192.0.2.1\n`), /^mta-sts\t\tIN\tA\t203\.0\.113\.1\nmta-sts\t\tIN\tAAAA\t2001:db8::7334\n_mta-sts\tIN\tTXT\t".*"\n_smtp\._tls\tIN\tTXT\t"/m);
});

test('in the zone of a parent that has nothing of the domain yet, new records stand behind the last of all', () => {
  const text = `${HEAD}a IN A 192.0.2.1\nb IN A 192.0.2.2\n`;
  assert.match(edited(text, { configured: new Map([['com', ZONE_FILE]]) }), /\na IN A 192\.0\.2\.1\nb IN A 192\.0\.2\.2\nmta-sts\.example IN A 203/);
});

test('where every record has an origin below the domain, new ones stand behind the last, by their whole names', () => {
  const text = `$ORIGIN sub.example.com.\n${HEAD.replace('@ IN SOA ns1', 'example.com. IN SOA ns1.example.com.').replace('@ IN NS', 'example.com. IN NS')}a IN A 192.0.2.1\nb IN A 192.0.2.2\n; the end\n`;
  assert.match(edited(text), /\na IN A 192\.0\.2\.1\nb IN A 192\.0\.2\.2\nmta-sts\.example\.com\. IN A 203[^]*\n_smtp\._tls\.example\.com\. IN TXT ".*"\n; the end\n$/);
});

test('a domain is announced when its id changes, and only then: senders fetch the policy again (RFC 8461 3.1)', () => {
  const announced = (text: string, withheld: readonly string[] = [], domains = DOMAINS) => {
    const result = run(text, {}, withheld, domains);
    return result.ok ? result.value.announced : null;
  };
  const record = (id: string) => `_mta-sts IN TXT "v=STSv1; id=${id};"\n`;
  assert.deepEqual(announced(HEAD), ['example.com'], 'added');
  assert.deepEqual(announced(HEAD + ADDRESSES + OURS + record('1')), ['example.com'], 'changed');
  assert.deepEqual(announced(HEAD + record(ID)), [], 'all but the id is added');
  assert.deepEqual(announced(HEAD + ADDRESSES.replace('203.0.113.1', '192.0.2.1') + OURS + record(ID)), [], 'an address changes');
  assert.deepEqual(announced(HEAD, ['example.com']), [], 'not served yet');
  const both = desiredOf(`${TUTORIAL}\n[domain sub.example.com]\naddress[] = 203.0.113.1\n`).domains;
  assert.deepEqual(announced(HEAD + record(ID), [], both), ['sub.example.com']);
});

test('a zone that nsd.conf does not have is edited, and its name is told where it is not served', () => {
  const result = run(HEAD, { configured: new Map([['example.org', '/var/nsd/zones/other']]) });
  assert.deepEqual(result.ok && [result.value.isServed, result.value.notes], [false, ['nsd.conf on mx1 has no zone example.com: nothing is reloaded', 'the file does not say its name: it is taken for the zone example.com']]);
});

test('a file that an included one may double is said', () => {
  assert.match(notes(`${HEAD}$INCLUDE /var/nsd/zones/common.inc\n`).join(), /^line 5 includes \/var\/nsd\/zones\/common\.inc, which was not looked into: see that it does not hold mta-sts\.example\.com A,/);
});

test('a last line without an end goes on having none', () => {
  assert.match(edited(HEAD.trimEnd()), /192\.0\.2\.53\nmta-sts IN A 203\.0\.113\.1\n[^]*example\.com"$/);
  // Half of an end, as a file from Windows has it that was cut short: found by fuzzing.
  assert.match(edited(HEAD.replaceAll('\n', '\r\n').trimEnd().concat('\r')), /192\.0\.2\.53\r\nmta-sts IN A 203\.0\.113\.1\r\n[^\r]*\r\n[^]*example\.com"$/);
});

test('a last line whose end a backslash takes has none: found by fuzzing', () => {
  const after = edited(`${HEAD}_mta-sts TXT "v=STSv1; id=1" x\\\n`);
  assert.match(after, new RegExp(`^_mta-sts TXT "v=STSv1; id=${ID};"$`, 'm'));
  assert.match(after, /^mta-sts\s+A\s+203\.0\.113\.1$/m);
  assert.equal(edited(after), after);
});

test('the name of the zone: $ORIGIN, an absolute SOA, nsd.conf, or the domain itself', () => {
  for (const text of [`$ORIGIN example.com.\n${HEAD}`, HEAD.replace('@ IN SOA', 'example.com. IN SOA'), HEAD]) {
    const result = run(text);
    assert.equal(result.ok && result.value.zone, 'example.com');
  }
  const parent = run(HEAD, { configured: new Map([['com', ZONE_FILE], ['example.com', null]]) });
  assert.equal(parent.ok && parent.value.zone, 'com');
  const unknown = run(HEAD, { configured: null });
  assert.deepEqual(unknown.ok && [unknown.value.zone, unknown.value.isServed, unknown.value.notes], ['example.com', false, ["nsd.conf can't be read on mx1: nothing is reloaded", 'the file does not say its name: it is taken for the zone example.com']]);
});

test('name servers of the zone, with the addresses that it gives', () => {
  const result = run(`${HEAD}@ NS ns.provider.example.\nsub NS ns.sub\nns1 AAAA 2001:db8::53\n`);
  assert.deepEqual(result.ok && result.value.servers, [{ name: 'ns1.example.com', addresses: ['192.0.2.53', '2001:db8::53'] }, { name: 'ns.provider.example', addresses: [] }]);
});

test('after a run that was killed nsd reads the zone again', () => {
  const result = run(edited(HEAD), { wasInterrupted: true });
  assert.deepEqual(result.ok && result.value.steps.map(({ kind }) => kind), ['reload-zone']);
});

test('a zone that is signed from the file is edited and not reloaded', () => {
  for (const more of [{ hasSigned: true, configured: null }, { configured: new Map([['example.com', `${ZONE_FILE}.signed`]]) }, { configured: new Map([['example.com', '/var/nsd/zones/signed/example.com.zone']]) }]) {
    const result = run(HEAD, more);
    assert.deepEqual(result.ok && [result.value.steps.length, result.value.isServed], [1, false]);
    assert.match(notes(HEAD, more).join(), /signed\S* is signed from this file: sign it again/);
  }
});

test('a file of another zone among the signed ones is none of this one', () => {
  for (const path of ['/var/nsd/zones/signed/www.example.com.zone', '/var/nsd/zones/unsigned/example.com.zone', `${ZONE_FILE}.old`]) {
    assert.match(refused(HEAD, { configured: new Map([['example.com', path]]) }), /is not the file that nsd reads/, path);
  }
});

for (const [what, content, expected] of [
  ['a signed zone', `${HEAD}@ RRSIG NS 13 2 60 20270101000000 20260101000000 1 example.com. AA==\n`, /^zone-signed 5: holds RRSIG records/],
  ['a file without SOA', 'mta-sts A 192.0.2.1\n', /^zone-foreign -: has no SOA record/],
  ['another zone', HEAD.replace('@ IN SOA', 'example.org. IN SOA'), /^zone-foreign 2: is the zone example\.org, and example\.com is not in it/],
  ['two SOA records', `${HEAD}@ SOA a b 1 1 1 1 1\n`, /^zone-broken 5: is a second SOA record/],
  ['a serial that is none', HEAD.replace('2026112300', '99999999999'), /^zone-broken 2: has no serial/],
  ['a quote that is not closed', `${HEAD}a TXT "x\n`, /^zone-broken 5: a quote is not closed/],
  ['a name that is delegated', `${HEAD.replace('@ IN SOA', 'com. IN SOA')}example.com. NS ns.example.com.\n`, /^zone-foreign 5: delegates example\.com/],
  ['several policy records', `${HEAD}_mta-sts TXT "v=STSv1; id=1"\n_MTA-STS TXT "v=STSv1" "; id=2"\n`, /^zone-several 6: _mta-sts\.example\.com has 2 records that begin with v=STSv1, in lines 5 and 6/],
  ['a record in the form of RFC 3597', `${HEAD}_mta-sts TXT \\# 3 026161\n`, /^zone-broken 5: _mta-sts\.example\.com has a TXT record in the form of RFC 3597/],
] as const) {
  test(`${what} is refused with its line`, () => assert.match(refused(content), expected));
}

test('a domain without address[] whose policy host the zone does not have is said; one that it has is not', () => {
  const domains = desiredOf('[policy]\nmode = testing\nmax_age = 86400\nmx[] = mail.example.com\n[domain example.com]\n').domains;
  const notesOf = (text: string) => {
    const result = run(text, {}, [], domains);
    return result.ok ? result.value.notes : null;
  };
  assert.deepEqual(notesOf(HEAD), ['mta-sts.example.com has no address: say address[] in [domain example.com]']);
  assert.deepEqual([notesOf(`${HEAD}mta-sts A 192.0.2.1\n`), notesOf(`${HEAD}mta-sts CNAME www\n`)], [[], []]);
});

test('an address in another spelling is the same; of several, those that are right stay where they are', () => {
  const same = `${HEAD}mta-sts IN A 203.0.113.1\nmta-sts IN AAAA 2001:DB8:0:0::7334\n_mta-sts IN TXT "v=STSv1; id=${ID};"\n${OURS}`;
  assert.equal(edited(same), same);
  const mixed = `${HEAD}mta-sts IN A 192.0.2.1\nmta-sts IN A 203.0.113.1\nmta-sts IN A 192.0.2.2\nmta-sts IN AAAA 2001:db8::7334\n_mta-sts IN TXT "v=STSv1; id=${ID};"\n${OURS}`;
  assert.equal(edited(mixed), mixed.replace('2026112300', '2026112401').replace('mta-sts IN A 192.0.2.1\n', '').replace('mta-sts IN A 192.0.2.2\n', ''));
  const broken = `${HEAD}mta-sts IN A\nmta-sts IN AAAA 2001:db8::7334:::\n`;
  assert.match(edited(broken), /^mta-sts IN AAAA 2001:db8::7334$/m);
});

test('blanks, the case of the version and a last ";" make no other record', () => {
  const record = (text: string) => `${HEAD}${ADDRESSES}_mta-sts IN TXT "${text}"\n${OURS}`;
  for (const text of [`v=STSv1; id=${ID};`, `v=STSv1;id=${ID}`, `v=STSv1; id=${ID}`]) assert.equal(edited(record(text)), record(text), text);
  for (const text of ['v=STSv1; id=1;', 'V=stsv1; id=1', ' v=STSv1; id=1;']) assert.match(edited(record(text)), new RegExp(`^_mta-sts IN TXT "v=STSv1; id=${ID};"$`, 'm'), text);
  const report = (text: string) => `${HEAD}${ADDRESSES}_mta-sts IN TXT "v=STSv1; id=${ID};"\n_smtp._tls IN TXT "${text}"\n`;
  for (const text of ['v=TLSRPTv1;rua=mailto:reports@example.com', 'v=TLSRPTv1; rua=mailto:reports@example.com;']) assert.equal(edited(report(text)), report(text), text);
  assert.match(edited(report('v=TLSRPTv1; rua=mailto:other@example.com')), /rua=mailto:reports@example\.com"$/m);
});

test('refused: the root zone, a file without any record, an SOA below the name of the zone, a cut between zone and domain', () => {
  assert.match(refused(HEAD.replace('@ IN SOA', '. IN SOA')), /^zone-foreign 2: is the root zone/);
  assert.match(refused('; nothing\n'), /^zone-foreign -: has no records: it is not the master file of a zone/);
  assert.match(refused(HEAD.replace('@ IN SOA', 'www IN SOA')), /^zone-broken 2: the SOA record is not at the name of the zone/);
  const sub = desiredOf('[policy]\nmode = testing\nmax_age = 86400\nmx[] = m.example\n[domain a.b.example.com]\n').domains;
  assert.match(refused(`${HEAD}b NS ns.b\n`, {}, sub), /^zone-foreign 5: delegates b\.example\.com/);
  for (const type of ['NSEC', 'NSEC3', 'NSEC3PARAM']) assert.match(refused(`${HEAD}@ ${type} x\n`), new RegExp(`^zone-signed 5: holds ${type} records`));
  for (const type of ['DNSKEY', 'CDS']) assert.equal(run(`${HEAD}@ ${type} x\n`).ok, true, type);
});

test('refused for the host: another file, several zones, no nsd-checkzone', () => {
  assert.match(refused(HEAD, { configured: new Map([['example.com', '/var/nsd/zones/other']]) }), /is not the file that nsd reads for example\.com: nsd\.conf says \/var\/nsd\/zones\/other/);
  const both = desiredOf(`${TUTORIAL}\n[domain example.org]\n`).domains;
  assert.match(refused(HEAD, { configured: new Map([['example.com', ZONE_FILE], ['example.org', ZONE_FILE]]) }, both), /is the file of several zones: example\.com, example\.org/);
  assert.match(refused(HEAD, { programs: new Set() }), /^host-program-missing -: \/usr\/sbin\/nsd-checkzone is not on mx1/);
});
