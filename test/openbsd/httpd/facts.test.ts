// What FACTS.md and httpd-grammar.md say of a running httpd beyond the recorded exchanges.
import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { describe, test, type TestContext } from 'node:test';
import { startHttpd, type Httpd } from './httpd.ts';
import { ask, type CameBack } from './raw-client.ts';
import { keyPair, RehearsalRoot } from './rehearsal-root.ts';

interface Running {
  readonly root: RehearsalRoot;
  readonly httpd: Httpd;
  readonly logged: string[];
}

interface Machine {
  readonly files?: Readonly<Record<string, string>>;
  readonly addresses?: Readonly<Record<string, string>>;
}

async function serve(t: TestContext, conf: string, { files = {}, addresses = {} }: Machine = {}): Promise<Running> {
  const root = await RehearsalRoot.make([80, 443], addresses);
  t.after(() => root.remove());
  for (const [path, content] of Object.entries(files)) root.write(path, content);
  root.write('/etc/httpd.conf', conf);
  const logged: string[] = [];
  const httpd = await startHttpd({ root: root.path, mapping: root.mapping, log: (line) => logged.push(line) });
  t.after(() => httpd.stop());
  return { root, httpd, logged };
}

function get({ root }: Running, path: string, headers = 'Host: a.example\r\n', host = '127.0.0.1'): Promise<CameBack> {
  return ask({ host, port: root.port(80), tls: false, request: `GET ${path} HTTP/1.1\r\n${headers}\r\n`, quietMs: 20 });
}

function handshake({ root }: Running, sni: string): Promise<CameBack> {
  return ask({ port: root.port(443), tls: true, sni, request: `GET / HTTP/1.1\r\nHost: ${sni}\r\nConnection: close\r\n\r\n`, quietMs: 20 });
}

function header({ headers }: CameBack, name: string): string | undefined {
  return headers?.find(([each]) => each === name)?.[1];
}

const SITE = { '/var/www/htdocs/index.html': 'site\n' };

function tlsServer(name: string): string {
  return `server "${name}" {\n\tlisten on * tls port 443\n\ttls certificate "/etc/ssl/${name}"\n\ttls key "/etc/ssl/private/${name}"\n}\n`;
}

function pairFiles(name: string, { certificate, key } = keyPair(name)): Record<string, string> {
  return { [`/etc/ssl/${name}`]: certificate, [`/etc/ssl/private/${name}`]: key };
}

const TWO = tlsServer('a.example') + tlsServer('b.example');

describe('certificates of a running httpd', () => {
  test('a wrong key of the second host breaks only that host', async (t) => {
    const wrong = pairFiles('b.example', { ...keyPair('b.example'), key: keyPair('a.example').key });
    const running = await serve(t, TWO, { files: { ...SITE, ...pairFiles('a.example'), ...wrong } });
    assert.equal((await handshake(running, 'a.example')).status, 'HTTP/1.1 200 OK');
    assert.equal((await handshake(running, 'b.example')).outcome, 'tls handshake failed');
  });

  test('an empty certificate of the second host harms nobody', async (t) => {
    const empty = pairFiles('b.example', { certificate: '', key: '' });
    const running = await serve(t, TWO, { files: { ...SITE, ...pairFiles('a.example'), ...empty } });
    assert.equal((await handshake(running, 'b.example')).certificate, 'CN=a.example');
  });

  test('a server with its plain port first stays when the certificate is missing, and its handshakes fail', async (t) => {
    const running = await serve(t, 'server "a.example" {\n\tlisten on * port 80\n\tlisten on * tls port 443\n}\n', { files: SITE });
    assert.equal((await get(running, '/')).status, 'HTTP/1.1 200 OK');
    assert.equal((await handshake(running, 'a.example')).outcome, 'tls handshake failed');
  });

  test('a missing certificate at the start leaves the other servers', async (t) => {
    const running = await serve(t, `server "a.example" {\n\tlisten on * port 80\n}\n${tlsServer('b.example')}`, { files: SITE });
    assert.deepEqual(running.logged, ['/etc/httpd.conf:8: server "b.example": failed to load public/private keys']);
    assert.equal((await handshake(running, 'b.example')).outcome, 'connection refused');
  });
});

describe('addresses', () => {
  const hasV6 = Object.values(networkInterfaces()).some((each) => each?.some(({ address }) => address === '::1'));
  const answers = (status: number, on: string): string => `server "${status}" {\n\tlisten on ${on} port 80\n\tblock return ${status}\n}\n`;

  test('a specific address takes its requests away from *, whatever the Host says', { skip: !hasV6 }, async (t) => {
    const running = await serve(t, answers(410, '203.0.113.1') + answers(418, '*'), { addresses: { '203.0.113.1': '127.0.0.1' } });
    assert.equal((await get(running, '/', 'Host: 418\r\n')).status, 'HTTP/1.0 410 Gone');
    assert.equal((await get(running, '/', 'Host: 410\r\n', '::1')).status, "HTTP/1.0 418 I'm a teapot");
  });

  test('a listener moves from one address to all and back', async (t) => {
    const running = await serve(t, answers(410, '127.0.0.1'));
    for (const [status, on] of [[418, '*'], [410, '127.0.0.1']] as const) {
      running.root.write('/etc/httpd.conf', answers(status, on));
      await running.httpd.reload();
      assert.match((await get(running, '/')).status ?? '', new RegExp(` ${status} `));
    }
  });

  test('the mapped port counts as the right one in a Host header', async (t) => {
    const running = await serve(t, answers(410, '*') + answers(418, '*'));
    const { root } = running;
    assert.match((await get(running, '/', `Host: 418:${root.port(80)}\r\n`)).status ?? '', / 418 /);
    assert.match((await get(running, '/', 'Host: 418:80\r\n')).status ?? '', / 418 /);
    assert.match((await get(running, '/', 'Host: 418:8080\r\n')).status ?? '', / 410 /);
  });
});

describe('what a location does', () => {
  const server = (...options: string[]): string => `server "a.example" {\n\tlisten on * port 80\n${options.map((each) => `\t${each}\n`).join('')}}\n`;

  test('authenticate refuses with the realm', async (t) => {
    const running = await serve(t, server('authenticate "members" with "/htpasswd"'), { files: SITE });
    const came = await get(running, '/');
    assert.equal(came.status, 'HTTP/1.0 401 Unauthorized');
    assert.equal(header(came, 'WWW-Authenticate'), 'Basic realm="members"');
  });

  test('pass in a location undoes the block of its server', async (t) => {
    const running = await serve(t, server('block return 301 "https://b.example$REQUEST_URI"', 'location "/index.html" { pass }'), { files: SITE });
    assert.equal(header(await get(running, '/other?q'), 'Location'), 'https://b.example/other?q');
    assert.equal((await get(running, '/index.html')).body, 'site\n');
  });

  test('fastcgi without its socket is 500', async (t) => {
    assert.equal((await get(await serve(t, server('fastcgi')), '/')).status, 'HTTP/1.0 500 Internal Server Error');
  });

  test('auto index lists what is not hidden; errdocs replace the page', async (t) => {
    const running = await serve(t, server('directory auto index', 'errdocs "/err"'), {
      files: { '/var/www/htdocs/seen.txt': '1', '/var/www/htdocs/.hidden': '2', '/var/www/err/err.html': '$RESPONSE_CODE: $HTTP_ERROR' },
    });
    const { body = '' } = await get(running, '/');
    assert.deepEqual([body.includes('seen.txt'), body.includes('.hidden')], [true, false]);
    assert.equal((await get(running, '/none')).body, '404: Not Found');
  });

  test('several ranges come in parts', async (t) => {
    const came = await get(await serve(t, server(), { files: SITE }), '/', 'Host: a.example\r\nRange: bytes=0-0,-2\r\n');
    assert.equal(came.status, 'HTTP/1.1 206 Partial Content');
    assert.match(came.body ?? '', /Content-Range: bytes 0-0\/5\r\n\r\ns\r\n--\d+\r\n.*\r\nContent-Range: bytes 3-4\/5\r\n\r\ne\n\r\n--\d+--\r\n$/);
    assert.equal(Number(header(came, 'Content-Length')), came.body?.length);
  });

  test('requests in a row are answered in a row, and the last one allowed says so', async (t) => {
    const { root } = await serve(t, server('connection max requests 2'), { files: SITE });
    const request = 'GET / HTTP/1.1\r\nHost: a.example\r\n\r\n';
    const came = await ask({ port: root.port(80), tls: false, request: request.repeat(3), quietMs: 20 });
    const all = `${header(came, 'Connection')} ${came.body}`;
    assert.deepEqual(all.match(/keep-alive|close/g), ['keep-alive', 'close']);
    assert.equal(came.after, 'closed');
  });

  test('a folder www may not enter is 403', async (t) => {
    const running = await serve(t, server(), { files: { '/var/www/htdocs/closed/file': 'x' } });
    chmodSync(`${running.root.path}/var/www/htdocs/closed`, 0o750);
    assert.equal((await get(running, '/closed/file')).status, 'HTTP/1.0 403 Forbidden');
  });
});
