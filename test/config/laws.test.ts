// What holds for every configuration: it never throws, lets nothing escape, and takes time in proportion to its length.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseConfig } from '../../src/config/parse-config.ts';
import type { Config } from '../../src/model/config.ts';

const KEYS = ['mode', 'max_age', 'mx', 'mx[]', 'tlsrpt[]', 'address[]', 'zone', 'authority', 'url', 'account_key', 'contact', 'insecure', 'key_type', 'ca_file', 'ssh', 'become', '__proto__', 'constructor', 'toString[]'];
const GOOD = ['127.0.0.1:8461', '/usr/local/bin/tell', 'enforce', 'none', '86400', 'mail.example.com', '*.example.com', 'mailto:a@example.com', 'https://example.com/r', '203.0.113.1', '2001:db8::1', '/var/nsd/zone', 'letsencrypt', 'yes', 'ecdsa', 'root@mail1', 'doas'];
const HEADERS = ['[policy]', '[domain example.com]', '[domain bücher.example]', '[acme]', '[host mail1]', '[__proto__]', '[domain __proto__]', '[constructor]', '[', ']', '[]'];
const ODD = ['"', "'", '{', '}', '\n', '\r', '\\', '$', '%', '`', '\0', '\u001b', ';', '#', ' ', '\t', '\u2028', '\ufeff', '\ufffd', '<', '>', '|', '&', '/', '..', ',', '!', '*', '.', '-', '_', 'ü', '。'];

const odd = fc.constantFrom(...ODD);
const good = fc.constantFrom(...GOOD);
const value = fc.oneof(good, fc.tuple(good, odd, good).map((each) => each.join('')), fc.tuple(odd, good).map((each) => each.join('')), fc.tuple(good, odd).map((each) => each.join('')), fc.string({ unit: 'binary' }));
const entry = fc.tuple(fc.constantFrom(...KEYS), value).map(([key, text]) => `${key} = ${text}`);
const header = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...HEADERS) }, { weight: 1, arbitrary: value.map((text) => `[domain ${text}]`) }, { weight: 1, arbitrary: value.map((text) => `[host ${text}]`) });
const line = fc.oneof({ weight: 5, arbitrary: entry }, { weight: 2, arbitrary: header }, { weight: 1, arbitrary: fc.string({ unit: 'binary' }) });
const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));

test('no text makes it throw, and each problem has its place in the file', () => {
  fc.assert(
    fc.property(text, (input) => {
      const result = parseConfig('stsctl.conf', input);
      if (result.ok) return;
      const lines = input.replace(/^\ufeff/, '').split('\n');
      for (const { place, message, next } of result.diagnostics) {
        assert.ok(message !== '' && next !== '');
        if (place?.line === undefined) continue;
        assert.equal(place.source, lines[place.line - 1]?.replace(/\r$/, ''));
        assert.ok((place.column ?? 0) >= 1 && (place.length ?? 0) >= 1);
      }
    }),
    { numRuns: 3000 },
  );
});

/** Everything that goes into a file, a command or a record; `shown` and `file` are for the reader alone. */
function valuesOf({ domains, acme, hosts, watch }: Config): string[] {
  const told = watch.notify.flatMap((each) => (each.kind === 'mail' ? [each.address] : each.argv));
  const own = domains.flatMap(({ domain, policy, addresses, zone }) => [domain, policy.mode, ...policy.mx, ...addresses, zone ?? '']);
  return [...own, ...told, watch.listen.address, acme.authority, acme.apiUrl, acme.accountKey, acme.contact?.replaceAll('%', '') ?? '', acme.caFile ?? '', ...hosts.flatMap(({ name, ssh }) => [name, ssh]), ...domains.flatMap(({ tlsrpt }) => tlsrpt.map((uri) => uri.replaceAll(/%[0-9A-Fa-f]{2}/g, '')))];
}

const single = fc.tuple(fc.constantFrom('domain', 'mx', 'tlsrpt', 'address', 'zone', 'authority', 'url', 'account_key', 'contact', 'ca_file', 'host', 'ssh', 'notify', 'listen'), value);

function textWith([key, written]: readonly [string, string]): string {
  const name = key === 'domain' ? written : 'example.com';
  const line = (at: readonly string[]) => (at.includes(key) ? `${key} = ${written}\n` : '');
  const url = key === 'authority' ? 'url = https://ca.example/dir\n' : '';
  return `[domain ${name}]\nmx[] = a.example.com\n${key === 'mx' ? `mx[] = ${written}\n` : ''}${line(['tlsrpt', 'address', 'zone'])}[acme]\n${url}${line(['authority', 'url', 'account_key', 'contact', 'ca_file'])}[host ${key === 'host' ? written : 'h'}]\n${line(['ssh'])}[watch]\n${line(['notify', 'listen'])}`;
}

test('no accepted value holds a character that could leave its place in a file, a command or a record', () => {
  let accepted = 0;
  fc.assert(
    fc.property(single, (each) => {
      const result = parseConfig('stsctl.conf', textWith(each));
      if (!result.ok) return;
      accepted += 1;
      for (const written of valuesOf(result.value)) assert.doesNotMatch(written, /[^\x21-\x7E]|["'`\\{}$%;#<>|!]/, JSON.stringify(written));
    }),
    { numRuns: 6000 },
  );
  assert.ok(accepted > 200, `only ${accepted} were accepted: the test proves little`);
});

function manyDomains(count: number): string {
  const sections = Array.from({ length: count }, (_, index) => `[domain d${index}.example.com]\nmx[] = mail.example.com\naddress[] = 203.0.113.1\ntlsrpt[] = mailto:r@example.com\n`);
  return sections.join('\n');
}

function millisecondsFor(input: string): number {
  const times = Array.from({ length: 5 }, () => {
    const start = process.cpuUsage();
    parseConfig('stsctl.conf', input);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

test('ten times the domains take about ten times as long', () => {
  millisecondsFor(manyDomains(200));
  const [small, large] = [millisecondsFor(manyDomains(400)), millisecondsFor(manyDomains(4000))];
  assert.ok(large < 30 * Math.max(small, 2), `400 domains: ${small} ms, 4000: ${large} ms`);
});

test('one long line of blanks, brackets or quotes takes no long time', () => {
  for (const unit of [' ', '\t', '[', '"', '\\', ';', '=', 'a.', '*.', 'ü', '%', ',']) {
    const long = unit.repeat(100_000);
    for (const input of [long, `[${long}`, `[domain ${long}]\nmx = a.b`, `[domain a.example]\nmx = ${long}`, `[domain a.example]\nmx = ${long}x`, `[domain a.example]\ntlsrpt = mailto:${long}`, `[domain a.example]\naddress = ${long}`, `[domain a.example]\nzone = /${long}`]) {
      const start = process.cpuUsage();
      parseConfig('stsctl.conf', input);
      const { user } = process.cpuUsage(start);
      assert.ok(user < 1_500_000, `${JSON.stringify(unit)}: ${user / 1000} ms for ${JSON.stringify(input.slice(0, 30))}`);
    }
  }
});
