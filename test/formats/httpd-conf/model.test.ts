// What httpd(8) understands of its configuration, and where each part stands.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { DEFAULT_CONNECTION, DEFAULT_LOG, DEFAULT_TLS } from '../../../src/formats/httpd-conf/defaults.ts';
import { judge } from '../bsd-conf/worlds.ts';

function serverOf(text: string, given = {}) {
  const server = judge(text, given).conf.servers[0];
  assert.ok(server);
  return server;
}

test('a server that says nothing but where it listens has the defaults', () => {
  const { range, listens, names, ...rest } = serverOf('server "a" {\n\tlisten on * port 80\n}\n');
  assert.deepEqual(listens, [{ address: '*', resolved: ['0.0.0.0', '::'], port: 80, tls: false, line: 2 }]);
  assert.deepEqual(names, [{ name: 'a', match: false, line: 1 }]);
  assert.deepEqual(range, { start: 0, end: 35 });
  assert.deepEqual(rest, {
    root: '/htdocs', strip: 0, rewrite: null, index: 'index.html', noIndex: false, autoIndex: false, defaultType: null, filter: null, fastcgi: null,
    authenticate: null, gzipStatic: false, log: DEFAULT_LOG, errdocs: null, name: 'a', tls: DEFAULT_TLS, hsts: null, connection: DEFAULT_CONNECTION,
    locations: [], dropped: null, file: 'f', line: 1,
  });
});

const INHERITING = `server "a" {
	listen on egress tls port 443
	root "/r"
	block return 301 "https://x"
	authenticate "members" with "/pw"
	fastcgi socket "/s"
	request { strip 1, rewrite "/w" }
	gzip-static
	log { style combined, access "a.log" }
	directory { index "i", auto index }
	location "/own" {
		root "/o"
		pass
		no authenticate
		no fastcgi
		request no rewrite
		no log
		directory no index
	}
	location not found match "/in(.*)" {
		log syslog
	}
}
`;

test('a location takes over what it does not say, except strip, gzip-static and the FastCGI socket', () => {
  const [own, inherited] = serverOf(INHERITING).locations;
  assert.ok(own && inherited);
  assert.deepEqual([own.root, own.filter, own.authenticate, own.fastcgi, own.rewrite, own.log.on, own.noIndex, own.autoIndex],
    ['/o', { kind: 'pass' }, null, null, null, false, true, true]);
  assert.deepEqual(inherited.filter, { kind: 'block', drop: false, code: 301, uri: 'https://x' });
  assert.deepEqual(inherited.authenticate, { realm: 'members', file: '/pw' });
  assert.deepEqual(inherited.fastcgi, { socket: '/run/slowcgi.sock', params: [], strip: 0 });
  assert.deepEqual(inherited.log, { on: true, style: 'combined', syslog: true, access: 'a.log', error: 'error.log' });
  assert.deepEqual([inherited.root, inherited.rewrite, inherited.index, inherited.strip, inherited.gzipStatic], ['/r', '/w', 'i', 0, false]);
  assert.deepEqual([inherited.path, inherited.match, inherited.found, inherited.line], ['/in(.*)', true, false, 20]);
});

test('addresses of an interface are resolved, numbers get one spelling', () => {
  assert.deepEqual(serverOf(INHERITING).listens[0]?.resolved, ['203.0.113.1', '2001:db8::1']);
  assert.deepEqual(serverOf('server "a" {\n\tlisten on 2001:DB8:0:0::1 port 80\n}\n').listens[0]?.resolved, ['2001:db8::1']);
});

test('servers that httpd drops are listed with the reason', () => {
  assert.equal(serverOf('server "a" {\n\tlisten on * tls port 443\n}\n', { missing: ['/etc/ssl/server.crt'] }).dropped, 'certificate');
  const text = 'server "a" {\n\tlisten on * port 80\n}\nserver "a" {\n\tlisten on * port 80\n}\n';
  assert.deepEqual(judge(text).conf.servers.map(({ dropped }) => dropped), [null, 'error']);
});

test('a server from an include has the range of the include line and the name of its file', () => {
  const text = '# top\ninclude "s"  # why\n';
  const { range, file, line } = serverOf(text, { includes: { s: '\n\nserver "a" {\n\tlisten on * port 80\n}\n' } });
  assert.deepEqual([text.slice(range.start, range.end), file, line], ['include "s"', 's', 3]);
});

test('a server whose name comes from a macro begins at its keyword and ends at its brace', () => {
  const text = 'n="a.example"\nserver $n { listen on * port 80 } # x\n';
  const { range, name } = serverOf(text);
  assert.deepEqual([name, text.slice(range.start, range.end)], ['a.example', 'server $n { listen on * port 80 }']);
});

test('statements of the top file are listed in order, dropped lines too', () => {
  const text = 'm="1"\nprefork 2\nbogus line here\ntypes {\n\ttext/plain txt md\n}\ninclude "x"\nserver "a" {\n\tlisten on * port 80\n}\n';
  const { statements, types, includes } = judge(text, { includes: { x: '' } }).conf;
  assert.deepEqual(statements.map(({ kind, line }) => `${kind} ${line}`), ['macro 1', 'main 2', 'error 3', 'types 4', 'include 7']);
  assert.deepEqual([...types ?? []], [['txt', 'text/plain'], ['md', 'text/plain']]);
  assert.deepEqual(includes, ['x']);
});

test('globals before the first server count, chroot and prefork after it do not', () => {
  const { conf } = judge('chroot "/c"\nprefork 7\nerrdocs "/e"\nserver "a" {\n\tlisten on * port 80\n}\nchroot "/d"\nprefork 9\n');
  assert.deepEqual([conf.chroot, conf.logdir, conf.prefork, conf.errdocs, conf.servers[0]?.errdocs], ['/c', '/c/logs', 7, '/e', '/e']);
});

test('in every recorded case a server of the top file reaches from its keyword to its brace', () => {
  const cases = new URL('../../fixtures/openbsd/httpd-conf/cases/', import.meta.url);
  let seen = 0;
  for (const name of readdirSync(cases).filter((each) => each.endsWith('.conf'))) {
    const text = readFileSync(new URL(name, cases), 'latin1');
    for (const { range, file, line } of judge(text).conf.servers) {
      if (file !== 'f') continue;
      const source = text.slice(range.start, range.end).replaceAll('\\\n', '');
      assert.match(source, /^(\\?server|\$)[^]*\S$/, name);
      assert.equal(text.slice(0, range.start).split('\n').length, line, name);
      seen += 1;
    }
  }
  assert.ok(seen > 400, String(seen));
});
