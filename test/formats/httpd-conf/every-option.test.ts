// Every option of httpd.conf(5): where it arrives, and how long its text may be.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { STATUS_CODES } from 'node:http';
import { describe, test } from 'node:test';
import { acmeClientWorld, httpdWorld } from '../../../src/formats/httpd-conf/facts-world.ts';
import { LONGEST } from '../../../src/formats/httpd-conf/limits.ts';
import { portNumber, resolveService } from '../../../src/formats/httpd-conf/services.ts';
import { isStatusCode } from '../../../src/formats/httpd-conf/status-codes.ts';
import type { Probe } from '../../../src/model/host.ts';
import { factsOf } from '../../support/facts.ts';
import { judge } from '../bsd-conf/worlds.ts';

const server = (options: string, listen = 'listen on * port 80') => `server "a" {\n\t${listen}\n\t${options}\n}\n`;
const TLS = 'listen on * tls port 443';

function read(options: string, listen?: string) {
  const { exit, stderr, conf } = judge(server(options, listen));
  assert.equal(exit, 0, stderr.join('\n'));
  const [first] = conf.servers;
  assert.ok(first !== undefined);
  return first;
}

test('tls', () => {
  const options = 'tls {\n\t\tcertificate "/c"\n\t\tkey "/k"\n\t\tocsp "/o"\n\t\tciphers "HIGH"\n\t\tdhe "auto"\n\t\tecdhe "X25519"\n\t\tprotocols "tlsv1.3"\n\t\tclient ca "/ca" crl "/crl" optional\n\t\tticket lifetime 61\n\t}';
  assert.deepEqual(read(options, TLS).tls, { certificate: '/c', key: '/k', ocsp: '/o', ciphers: 'HIGH', dhe: 'auto', ecdhe: 'X25519', protocols: 'tlsv1.3', clientCa: '/ca', clientCrl: '/crl', clientOptional: true, ticketLifetime: 61 });
  assert.deepEqual(['ticket lifetime default', 'no ticket'].map((each) => read(`tls {\n\t\tcertificate "/c"\n\t\t${each}\n\t}`, TLS).tls.ticketLifetime), [7200, 0]);
});

test('connection and hsts', () => {
  assert.deepEqual(read('connection { timeout 11, request timeout 12, max requests 13, max request body 14 }').connection, { timeout: 11, requestTimeout: 12, maxRequests: 13, maxRequestBody: 14 });
  assert.deepEqual(read('hsts { max-age 77, subdomains, preload }', TLS).hsts, { maxAge: 77, subdomains: true, preload: true });
  assert.deepEqual(read('hsts', TLS).hsts, { maxAge: 31536000, subdomains: false, preload: false });
});

test('what httpd.conf(5) says of an option that is left out', () => {
  assert.deepEqual(read('pass').connection, { timeout: 600, requestTimeout: 60, maxRequests: 100, maxRequestBody: 1048576 });
  const { tls } = read('tls certificate "/c"', TLS);
  assert.deepEqual([tls.key, tls.protocols, tls.ciphers, tls.dhe, tls.ecdhe, tls.ticketLifetime], ['/etc/ssl/private/server.key', 'tlsv1.2,tlsv1.3', 'compat', 'none', 'default', 0]);
  const { conf } = judge(server('pass'));
  assert.deepEqual([conf.prefork, conf.chroot, conf.defaultType, conf.types], [3, '/var/www', 'application/octet-stream', null]);
});

test('macros: a value is read as if it stood there, numbers in names and several lines included', () => {
  const { exit, stderr, conf } = judge('name = "80x"\nwhere = "8080"\nmany = "7"\nwords = "a b"\nserver $name {\n\tlisten on * port $where\n\troot "/$words"\n\tconnection max requests $many\n}\nserver "12345678901234567890y" {\n\tlisten on * port 81\n}\nserver "q\\\n\nz" {\n\tlisten on * port 82\n}\n');
  assert.equal(exit, 0, stderr.join('\n'));
  assert.deepEqual(conf.servers.map(({ name, root, line, connection, listens }) => [name, root, line, connection.maxRequests, listens[0]?.port]), [['80x', '/$words', 5, 7, 8080], ['12345678901234567890y', '/htdocs', 10, 100, 81], ['qz', '/htdocs', 13, 100, 82]]);
});

test('a line that is told is the line it stands in, after strings over several', () => {
  assert.deepEqual(judge('server "a\\\nb" {\n\tlisten on * port 80\n\tnonsense\n}\n').stderr[0], 'f:4: syntax error');
});

test('what is served', () => {
  const one = read('root "/r"\n\trequest { strip 3, rewrite "/w" }\n\tdirectory { index "i.html", auto index }\n\tauthenticate "who" with "/pw"\n\tgzip-static\n\terrdocs "/e"\n\tdefault type text/x-a');
  assert.deepEqual([one.root, one.strip, one.rewrite, one.index, one.autoIndex, one.noIndex, one.authenticate, one.gzipStatic, one.errdocs, one.defaultType], ['/r', 3, '/w', 'i.html', true, false, { realm: 'who', file: '/pw' }, true, '/e', 'text/x-a']);
  const none = read('request no rewrite\n\tdirectory { no index, no auto index }\n\tno authenticate\n\tno gzip-static\n\tno errdocs');
  assert.deepEqual([none.rewrite, none.noIndex, none.autoIndex, none.authenticate, none.gzipStatic, none.errdocs], [null, true, false, null, false, null]);
  assert.equal(read('authenticate with "/pw"').authenticate?.file, '/pw');
});

test('what is blocked, and what is passed', () => {
  assert.deepEqual(read('block return 301 "https://x/"').filter, { kind: 'block', drop: false, code: 301, uri: 'https://x/' });
  assert.deepEqual(read('block return 404').filter, { kind: 'block', drop: false, code: 404, uri: null });
  assert.deepEqual(read('block drop').filter, { kind: 'block', drop: true, code: 0, uri: null });
  assert.equal(read('block').filter?.kind, 'block');
  assert.deepEqual(read('pass').filter, { kind: 'pass' });
});

test('logs', () => {
  assert.deepEqual(read('log { style forwarded, syslog, access "x.log", error "y.log" }').log, { on: true, style: 'forwarded', syslog: true, access: 'x.log', error: 'y.log' });
  assert.deepEqual(['common', 'combined', 'connection', 'forwarded'].map((style) => read(`log style ${style}`).log.style), ['common', 'combined', 'connection', 'forwarded']);
  assert.deepEqual([read('no log').log.on, read('log { syslog, no syslog }').log.syslog], [false, false]);
});

test('fastcgi', () => {
  assert.deepEqual(read('fastcgi { socket "/s", param "A" "1", param "B" "2", strip 4 }').fastcgi, { socket: '/s', params: [['A', '1'], ['B', '2']], strip: 4 });
  assert.deepEqual(['fastcgi socket tcp 127.0.0.1', 'fastcgi socket tcp 127.0.0.1 9001', 'fastcgi socket tcp 127.0.0.1 http', 'fastcgi'].map((each) => read(each).fastcgi?.socket), ['tcp:127.0.0.1:9000', 'tcp:127.0.0.1:9001', 'tcp:127.0.0.1:80', '/run/slowcgi.sock']);
  assert.equal(read('no fastcgi').fastcgi, null);
});

test('names, listens and locations', () => {
  const { names, listens, locations } = read('alias "b"\n\talias match "^c"\n\tlisten on 127.0.0.1 port http-alt\n\tlocation "/x" {\n\t\troot "/y"\n\t}\n\tlocation found match "/z" {\n\t\tpass\n\t}\n\tlocation not found "/n" {\n\t\tblock\n\t}');
  assert.deepEqual(names.map(({ name, match, line }) => [name, match, line]), [['a', false, 1], ['b', false, 3], ['^c', true, 4]]);
  assert.deepEqual(listens.map(({ address, port, tls, line }) => [address, port, tls, line]), [['*', 80, false, 2], ['127.0.0.1', 8080, false, 5]]);
  assert.deepEqual(locations.map(({ path, match, found, line, root }) => [path, match, found, line, root]), [['/x', false, null, 6, '/y'], ['/z', true, true, 9, '/htdocs'], ['/n', false, false, 12, '/htdocs']]);
});

test('of the whole file', () => {
  const { exit, stderr, conf } = judge(`prefork 5\nchroot "/c"\nlogdir "/l"\nerrdocs "/e"\ndefault type text/x-b\ntypes {\n\ttext/plain txt text\n\timage/x-y 3\n}\n${server('pass')}`);
  assert.equal(exit, 0, stderr.join('\n'));
  assert.deepEqual([conf.prefork, conf.chroot, conf.logdir, conf.errdocs, conf.defaultType], [5, '/c', '/l', '/e', 'text/x-b']);
  assert.deepEqual([...(conf.types ?? [])], [['txt', 'text/plain'], ['text', 'text/plain'], ['3', 'image/x-y']]);
});

describe('how long a text may be', () => {
  const isTaken = (options: string, listen?: string) => judge(server(options, listen)).exit === 0;
  const path = (length: number) => `/${'p'.repeat(length - 1)}`;
  const x = (length: number) => 'x'.repeat(length);
  const tls = (option: string) => `tls {\n\t\tcertificate "/c"\n\t\t${option}\n\t}`;
  const CASES: readonly (readonly [name: string, longest: number, options: (length: number) => string, listen?: string])[] = [
    ['root', LONGEST.path, (length) => `root "${path(length)}"`],
    ['index', LONGEST.path, (length) => `directory index "${x(length)}"`],
    ['access log', LONGEST.path, (length) => `log access "${x(length)}"`],
    ['error log', LONGEST.path, (length) => `log error "${x(length)}"`],
    ['alias', LONGEST.name, (length) => `alias "${x(length)}"`],
    ['location', LONGEST.location, (length) => `location "${path(length)}" {\n\t\tpass\n\t}`],
    ['realm', LONGEST.realm, (length) => `authenticate "${x(length)}" with "/pw"`],
    ['errdocs', LONGEST.errdocs, (length) => `errdocs "${path(length)}"`],
    ['fastcgi socket', LONGEST.fastcgiSocket, (length) => `fastcgi socket "${path(length)}"`],
    ['fastcgi param name', LONGEST.fastcgiParam, (length) => `fastcgi param "${x(length)}" "1"`],
    ['fastcgi param value', LONGEST.fastcgiParam, (length) => `fastcgi param "A" "${x(length)}"`],
    ['ciphers', LONGEST.tls, (length) => tls(`ciphers "${x(length)}"`), TLS],
    ['main media type', LONGEST.mediaType, (length) => `default type ${x(length)}/plain`],
    ['media type', LONGEST.mediaType, (length) => `default type text/${x(length)}`],
  ];
  for (const [name, longest, options, listen] of CASES) {
    test(`${name}: ${longest}`, () => assert.deepEqual([isTaken(options(longest), listen), isTaken(options(longest + 1), listen)], [true, false]));
  }

  test('an extension of types', () => {
    const types = (length: number) => judge(`types {\n\ttext/plain ${x(length)}\n}\n${server('pass')}`).exit;
    assert.deepEqual([types(LONGEST.extension), types(LONGEST.extension + 1)], [0, 1]);
  });
});

describe('numbers', () => {
  const isTaken = (options: string, listen?: string) => judge(server(options, listen)).exit === 0;
  test('ports, codes, lifetimes, prefork and backlog end where httpd says', () => {
    assert.deepEqual(['0', '1', '65535', '65536'].map((port) => isTaken('pass', `listen on * port ${port}`)), [false, true, true, false]);
    assert.deepEqual(['0', '1', '65535', '65536'].map((port) => isTaken(`fastcgi socket tcp 127.0.0.1 ${port}`)), [false, true, true, false]);
    assert.deepEqual(['99', '100', '511', '512'].map((code) => isTaken(`block return ${code}`)), [false, true, true, false]);
    assert.deepEqual(['59', '60', '86400', '86401'].map((seconds) => isTaken(`tls {\n\t\tcertificate "/c"\n\t\tticket lifetime ${seconds}\n\t}`, TLS)), [false, true, true, false]);
    assert.deepEqual(['299', '300', '308', '309', '399', '400'].map((code) => isTaken(`block return ${code} "https://x/"`)), [false, true, true, false, false, false]);
    for (const option of ['fastcgi strip', 'request strip']) assert.deepEqual(['-1', '0', '2147483647', '2147483648'].map((count) => isTaken(`${option} ${count}`)), [false, true, true, false], option);
    assert.deepEqual(['0', '1', '32', '33'].map((count) => judge(`prefork ${count}\n${server('pass')}`).exit), [1, 0, 0, 1]);
  });

  test('services: every port is what services(5) of this machine says, where it has the name', { skip: process.platform === 'win32' && 'needs services(5)' }, () => {
    const lines = readFileSync('/etc/services', 'utf8').split('\n').map((line) => line.replace(/#.*/, '').trim().split(/\s+/));
    let compared = 0;
    for (const [name = '', where = '', ...aliases] of lines) {
      if (!where.endsWith('/tcp')) continue;
      for (const each of [name, ...aliases]) {
        const port = resolveService(each);
        if (port !== null) assert.equal(port, Number(where.split('/')[0]), each);
        compared += port === null ? 0 : 1;
      }
    }
    assert.ok(compared > 40, `${compared} names compared`);
  });

  test('services that this machine may not know', () => {
    // services(5) of OpenBSD 7.8.
    assert.deepEqual(['www', 'www-http', 'nfs', 'domain-s', 'xmpp-client', 'redis', 'webcache', 'submissions', 'vnc', 'rdp', 'sips', 'svn', 'isakmp', 'tap', 'imap3'].map(resolveService), [80, 80, 2049, 853, 5222, 6379, 8080, 465, 5900, 3389, 5061, 3690, 500, 113, 220]);
    assert.equal(resolveService('no-such-service'), null);
  });

  test('a port as strtonum(3) takes it, else by its name', () => {
    const named = (text: string) => portNumber(text, (name) => (name === 'http' ? 80 : null));
    assert.deepEqual([' 80', '+80', '80 ', '-0', '65535', '65536', '-1', 'http', 'x', ''].map(named), [80, 80, null, 0, 65535, null, null, 80, null, null]);
  });

  test('status codes: those of the registry that httpd has, and those of old drafts that it alone has', () => {
    const all = Array.from({ length: 600 }, (_, code) => code);
    const registered = new Set(Object.keys(STATUS_CODES).map(Number));
    assert.deepEqual(all.filter((code) => isStatusCode(code) && !registered.has(code)), [306, 420]);
    assert.deepEqual(all.filter((code) => !isStatusCode(code) && registered.has(code)), [103, 421, 425, 509]);
  });
});

describe('the machine, as facts tell it', () => {
  const facts = factsOf({ files: { '/etc/more.conf': 'x', '/etc/ssl/private/a.key': null }, facts: { resolved: new Map([['egress', ['192.0.2.1']], ['nobody', null]]) } });

  test('a path is absolute, or from /, where rc.d starts httpd', () => {
    const world = httpdWorld(facts);
    assert.deepEqual([world.readInclude('/etc/more.conf'), world.readInclude('etc/more.conf'), world.readInclude('/none')], ['x', 'x', null]);
    assert.deepEqual([world.isReadable('etc/more.conf'), world.isReadable('/etc'), world.isReadable('/none')], [true, false, false]);
    assert.deepEqual([world.resolveHost('egress'), world.resolveHost('nobody'), world.resolveHost('none')], [['192.0.2.1'], null, null]);
    assert.deepEqual(['etc/ssl/private/a.key', '/none'].map((path) => acmeClientWorld(facts).modeOf(path)), [0o400, null]);
  });

  test('what is not known yet is asked for, once known it is not', () => {
    const asked: Probe[] = [];
    const world = httpdWorld(facts, (probe) => void asked.push(probe));
    for (const path of ['/etc/more.conf', 'new.conf']) world.readInclude(path);
    for (const path of ['/etc/more.conf', '/new.pem']) world.isReadable(path);
    for (const name of ['egress', 'nobody', 'new']) world.resolveHost(name);
    assert.deepEqual(asked.map((probe) => [probe.kind, 'path' in probe ? probe.path : 'name' in probe ? probe.name : '']), [['file', '/new.conf'], ['stat', '/new.pem'], ['resolve', 'new']]);
  });
});
