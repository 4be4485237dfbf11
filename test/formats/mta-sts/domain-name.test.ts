// Names of domains and hosts, of every script.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isDomain, parseDomainName } from '../../../src/formats/mta-sts/domain-name.ts';

const good = (text: string, name: string) => assert.deepEqual(parseDomainName(text), { ok: true, name }, text);

function bad(text: string): void {
  assert.equal(parseDomainName(text).ok, false, text);
}

test('names become lower-case A-labels', () => {
  good('Example.COM', 'example.com');
  good('bücher.example', 'xn--bcher-kva.example');
  good('BÜCHER.example', 'xn--bcher-kva.example');
  good('xn--bcher-kva.example', 'xn--bcher-kva.example');
  good('例え。jp', 'xn--r8jz45g.jp'); // ideographic full stop
  good('a1.b-2.xn--p1ai', 'a1.b-2.xn--p1ai');
  good('3com.com', '3com.com');
});

test('what is no name is refused', () => {
  bad('');
  bad('.');
  bad('com');
  bad('example.com.'); // would be relative to nothing, but many readers choke on it
  bad('a..b');
  bad('.example.com');
  bad('-a.example');
  bad('a-.example');
  bad('a_b.example');
  bad('a b.example');
  bad('xn--a.example'); // broken A-label: Node versions differ
  bad('xn--.example');
  bad('192.0.2.1');
  bad('１９２.0.2.1'); // full-width digits are digits
  bad('0x7f.1'); // URLs read this as 127.0.0.1
  bad('1.2.3.4.5');
  bad('a%2eb.example');
  bad('a/b.example');
  bad('a@b.example');
  bad('[::1]');
  bad('a.example\n');
  bad(`${'a'.repeat(64)}.example`);
  bad(Array.from({ length: 64 }, () => 'abc').join('.')); // 255 characters
});

test('a name that is accepted is a domain by RFC 8461, and stays as it is', () => {
  const unit = fc.constantFrom('a', 'B', '1', '-', '.', 'ü', 'ß', '。', 'xn--', '.example', '\u00AD', '\u200D', '字', 'א', '_', '%', '@');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 20 }), (text) => {
      const read = parseDomainName(text);
      if (!read.ok) return;
      assert.ok(isDomain(read.name));
      assert.deepEqual(parseDomainName(read.name), read);
    }),
    { numRuns: 5000 },
  );
});

test('each mistake is told by its own name, and by its place where it is one character', () => {
  const refusal = (text: string) => parseDomainName(text) as { readonly problem: string; readonly at?: number; readonly length?: number };
  for (const [text, problem] of [
    ['', /an empty label/], ['\u200D', /no form in A-labels/], ['xn--a.example', /no form in A-labels/], ['example.com.', /ends in a dot; write example\.com$/], ['example。com。', /write example。com$/],
    ['com', /one label/], ['a.1', /ends in a number/], ['-a.example', /begins with a hyphen: "-a"/], ['a-.example', /ends in a hyphen: "a-"/], ['192.0.2.1', /an IP address/], ['１９２.0.2.1', /an IP address/],
    [`${'a'.repeat(64)}.example`, /a label of 64 characters; 63/], [Array.from({ length: 64 }, () => 'abc').join('.'), /is 255 characters; 253/],
    ['a_b.example', /underscore/], ['*.example', /wildcard/], ['a@b.example', /what follows the @/], ['a b.example', /one name/], ['a,b.example', /comma/], ['"a.example"', /quote/], ['a/b.example', /"\/"/], ['a\n.example', /U\+000A/], ['a\u{E0041}.example', /U\+E0041/],
  ] as const) assert.match(refusal(text).problem, problem, JSON.stringify(text));
  assert.deepEqual([refusal('ab_c.example').at, refusal('ab_c.example').length], [2, 1]);
  good(`${'a'.repeat(63)}.example`, `${'a'.repeat(63)}.example`);
  const longest = `a${Array.from({ length: 63 }, () => 'abc').join('.')}.`.slice(0, 252) + 'a';
  good(longest, longest);
  assert.deepEqual([isDomain(longest), isDomain(`a${longest}`), isDomain('a..b'), isDomain('a')], [true, false, false, true]);
});
