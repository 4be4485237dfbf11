// Inputs of our own, judged as FACTS part 1 says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge, type Given } from '../bsd-conf/worlds.ts';

const OK = ['configuration OK'];
const NOTHING = 'no actions, nothing to do';
const server = (name: string, ...options: string[]) => `server "${name}" {\n${options.map((each) => `\t${each}\n`).join('')}}\n`;
const PLAIN = 'listen on * port 80';
const TLS = 'listen on * tls port 443';

function says(text: string, stderr: readonly string[], given: Given = {}): void {
  assert.deepEqual(judge(text, given).stderr, stderr);
}

test('a mistake before the first server hides every later one', () => {
  says(`prefork 0\n${server('a', 'rooot "/x"')}`, ['f:1: invalid number of preforked servers: 0']);
});

test('prefork is checked in the first pass only', () => {
  says(`${server('a', PLAIN)}prefork 5000\n`, OK);
});

test('mistakes before an include that holds the first server are told twice', () => {
  says('bogus\ninclude "s"\n', ['f:1: syntax error', 'f:1: syntax error'], { includes: { s: server('a', PLAIN) } });
});

test('after a mistake three tokens must be accepted before the next is told', () => {
  says(`${server('a', 'rooot "/x"', 'bogus', 'bogus')}`, ['f:2: syntax error', NOTHING]);
});

test('a mistake inside a location loses every later server', () => {
  says(`${server('a', PLAIN, 'location "/x" {', 'bogus', '}')}${server('b', PLAIN)}${server('c', 'alias "d"')}`,
    ['f:4: syntax error', 'f:8: listen * inside location', 'f:11: alias inside location', NOTHING]);
});

test('a location closed before its server failed counts as something to do', () => {
  says(server('a', PLAIN, 'location "/x" {', '\tpass', '}', 'bogus'), ['f:6: syntax error']);
});

test('a missing brace is told two lines after the last line end', () => {
  says(`server "a" {\n\t${PLAIN}\n`, ['f:4: syntax error', NOTHING]);
});

test('a name defined twice ends the parse', () => {
  says(`${server('a', PLAIN)}${server('a', PLAIN)}bogus\n`, ['f:6: server "a" defined twice']);
});

test('an any-address before covers a specific address, not the other way round', () => {
  says(`${server('a', PLAIN)}${server('a', 'listen on 127.0.0.1 port 80')}`, ['f:6: server "a" defined twice']);
  says(`${server('a', 'listen on 127.0.0.1 port 80')}${server('a', PLAIN)}`, OK);
  says(server('a', PLAIN, 'listen on :: port 80'), ['f:4: server "a" defined twice']);
});

test('aliases count as names, and an empty alias does not count', () => {
  says(`${server('a', PLAIN)}${server('b', PLAIN, 'alias "a"')}`, ['f:7: server "a" defined twice']);
  says(server('a', PLAIN, 'alias ""', 'alias ""'), OK);
});

test('a missing certificate drops the server, and then its name is free', () => {
  const given = { missing: ['/etc/ssl/server.crt'] };
  const lost = 'f:3: server "a": failed to load public/private keys';
  says(server('a', TLS), [lost, NOTHING], given);
  says(`${server('a', TLS)}${server('a', PLAIN)}`, [lost, ...OK], given);
});

test('with a plain listen line first the server stays, and each TLS address and alias is told', () => {
  const lost = (name: string) => `f:5: server "${name}": failed to load public/private keys`;
  says(server('a', PLAIN, 'alias "b"', TLS), [lost('a'), lost('b'), lost('a'), lost('b'), ...OK], { missing: ['/etc/ssl/private/server.key'] });
});

test('servers on one socket must agree in their tls options, and not mix tls and plain', () => {
  says(`${server('a', TLS)}${server('b', TLS, 'tls protocols "TLSv1.3"')}`, ['f:7: server "b": tls configuration mismatch on same address/port']);
  const asking = (rest: string) => `tls client ca "/ca"${rest}`;
  for (const [one, other] of [['', ' optional'], [' optional', '']] as const) says(`${server('a', TLS, asking(one))}${server('b', TLS, asking(other))}`, ['f:8: server "b": tls configuration mismatch on same address/port']);
  says(`${server('a', TLS, asking(' optional'))}${server('b', TLS, asking(' optional'))}`, ['configuration OK']);
  says(`${server('a', TLS)}${server('b', TLS, 'tls protocols "TLSv1.3:tlsv1.2"')}`, OK);
  says(`${server('a', PLAIN)}${server('b', 'listen on * tls port 80')}`, ['f:6: server "b": tls and non-tls on same address/port']);
});

test('only the first address of a server is held against its neighbours, and of a star that is ::', () => {
  says(`${server('a', 'listen on 0.0.0.0 port 80')}${server('b', 'listen on * tls port 80')}`, OK);
});

test('protocols that leave none are a mistake of the server', () => {
  says(server('a', TLS, 'tls protocols "all,!tlsv1.2,!tlsv1.3"'), ['f:4: server "a": no tls protocols', NOTHING]);
});

test('a missing ocsp file behind a plain listen line ends the parse', () => {
  says(server('a', PLAIN, TLS, 'tls ocsp "/o"'),
    ['server_tls_load_ocsp: Failed to load ocsp staple from /o', 'f:5: failed to load ocsp staple for server a'], { missing: ['/o'] });
});

test('a macro that ends in a quote on the first server line stops macros in the second pass', () => {
  says(`p="80"\nn='"a"'\nserver $n {\n\tlisten on * port $p\n}\n`, ['f:3: syntax error', NOTHING]);
});

test('a NUL byte where a statement begins ends the file quietly', () => {
  says(`${server('a', PLAIN)}\0bogus bogus\n`, OK);
});

test('ten thousand blank lines in a block are more than the parser holds', () => {
  says(`server "a" {${'\n'.repeat(9992)}${PLAIN}\n}\n`, OK);
  says(`server "a" {${'\n'.repeat(9993)}${PLAIN}\n}\n`, ['f:9994: yacc stack overflow', NOTHING]);
});

test('a file that includes itself ends', () => {
  const { exit, stderr } = judge('include "f"\n', { includes: { f: 'include "f"\ninclude "f"\n' } });
  assert.equal(exit, 1);
  assert.equal(stderr[0], 'pushfile: f: Too many open files');
});

test('the second option may follow the first on its line, the third may not', () => {
  says('server "a" { listen on * port 80 root "/x"\n}\n', OK);
  says('server "a" { listen on * port 80 root "/x" }\n', ['f:1: syntax error', NOTHING]);
});

test('ports are 1 to 65535, or in quotes 0 to 65535, or services', () => {
  says(server('a', 'listen on * port 0'), ['f:2: invalid port: 0', NOTHING]);
  says(server('a', 'listen on * port "0"'), OK);
  says(server('a', 'listen on * port " +80"'), OK);
  says(server('a', 'listen on * port 9223372036854775807'), ['f:2: invalid port: 9223372036854775807', NOTHING]);
  says(server('a', 'listen on * port www'), OK);
});

test('lengths are counted in bytes and end where httpd ends them', () => {
  says(server('a'.repeat(255), PLAIN), OK);
  says(server('a'.repeat(256), PLAIN), ['f:1: server name truncated', NOTHING]);
  says(server('a', PLAIN, `location "${'/'.repeat(255)}" { pass }`), ['f:3: server location truncated', NOTHING]);
});

test('banner is a word of 7.9', () => {
  says(server('a', PLAIN, 'no banner'), ['f:3: syntax error', NOTHING]);
  says(server('a', PLAIN, 'no banner'), OK, { release: '7.9' });
  says(`banner="x"\n${server('a', PLAIN)}`, OK);
  says(`banner="x"\n${server('a', PLAIN)}`, ['f:1: syntax error'], { release: '7.9' });
});
