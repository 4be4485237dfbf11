// Which file a server has for a path, and when a redirect to https leads to it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AnsweringServers } from '../../../src/formats/httpd-conf/answering-server.ts';
import { challengeIsFollowed } from '../../../src/formats/httpd-conf/followed-redirect.ts';
import { servedFile, textMediaType } from '../../../src/formats/httpd-conf/served-file.ts';
import { judge } from '../bsd-conf/worlds.ts';

const confOf = (text: string) => {
  const { exit, stderr, conf } = judge(text);
  assert.equal(exit, 0, stderr.join('\n'));
  return conf;
};

function served(options: string, path: string) {
  const conf = confOf(`server "a" {\n\tlisten on * port 80\n\troot "/r"\n\t${options}\n}\n`);
  const [server] = conf.servers;
  assert.ok(server !== undefined);
  const { location, file, obstacle } = servedFile(conf, server, path);
  return `${location?.path ?? '-'} ${file}${obstacle === null ? '' : `: ${obstacle.what}`}`;
}

test('the first location that matches, in any case; those that look at the file system are passed over', () => {
  assert.equal(served('pass', '/a/b'), '- /var/www/r/a/b');
  assert.equal(served('location "/A/*" {\n\t\troot "/x"\n\t}\n\tlocation "/a/b" {\n\t\troot "/y"\n\t}', '/a/b'), '/A/* /var/www/x/a/b');
  assert.equal(served('location found "/a/*" {\n\t\troot "/x"\n\t}\n\tlocation not found "/a/*" {\n\t\troot "/x"\n\t}\n\tlocation "/a/b" {\n\t\trequest strip 1\n\t}', '/a/b'), '/a/b /var/www/r/b');
  assert.equal(served('location match "^/a" {\n\t\trequest strip 2\n\t}', '/a/b/c'), '^/a /var/www/r/c');
  assert.equal(served('location match "^/A" {\n\t\tblock\n\t}', '/a/b'), '- /var/www/r/a/b');
});

test('what keeps a file from being served', () => {
  assert.match(served('block', '/a'), /has a block$/);
  assert.match(served('authenticate "w" with "/pw"', '/a'), /asks for a password$/);
  assert.match(served('fastcgi', '/a'), /handed to FastCGI$/);
  assert.match(served('request rewrite "/w"', '/a'), /is rewritten$/);
  assert.equal(served('block\n\tlocation "/a" {\n\t\tpass\n\t}', '/a'), '/a /var/www/r/a');
});

test('the type of a text', () => {
  const type = (before: string, options: string) => {
    const conf = confOf(`${before}server "a" {\n\tlisten on * port 80\n\t${options}\n}\n`);
    assert.ok(conf.servers[0] !== undefined);
    return textMediaType(conf, conf.servers[0]);
  };
  assert.deepEqual([type('', 'default type text/x'), type('types {\n\ttext/y txt\n}\n', 'pass'), type('types {\n\ttext/html html\n}\n', 'default type text/x'), type('default type text/z\ntypes {\n\ttext/html html\n}\n', 'pass')], ['text/plain', 'text/y', 'text/x', 'text/z']);
});

test('a redirect to the same host over TLS is followed where that server has the file, and to nowhere else', () => {
  const followed = (to: string, tls: string) => {
    const conf = confOf(`server "a.example" {\n\tlisten on * port 80\n\tblock return 301 "${to}"\n}\n${tls}`);
    assert.ok(conf.servers[0] !== undefined);
    return challengeIsFollowed(conf, new AnsweringServers(conf), conf.servers[0], 'a.example', '/var/www/acme/token');
  };
  const server = (name: string, listen: string, options: string) => `server "${name}" {\n\tlisten on ${listen}\n\ttls certificate "/c"\n\t${options}\n}\n`;
  const HAS = 'location "/.well-known/acme-challenge/*" {\n\t\troot "/acme"\n\t\trequest strip 2\n\t}';
  const good = server('a.example', '* tls port 443', HAS);
  const bare = server('a.example', '* tls port 443', 'pass');
  const SELF = 'https://$HTTP_HOST$REQUEST_URI';
  for (const [to, tls] of [
    [SELF, good], ['https://$SERVER_NAME:443$DOCUMENT_URI', good], ['https://a.example$REQUEST_URI', good], ['https://b.example$REQUEST_URI', bare + server('b.example', '* tls port 443', HAS)],
    [SELF, server('a.example', '127.0.0.1 tls port 443', HAS) + server('a.example', '127.0.0.2 tls port 443', HAS)],
    [SELF, server('a.example', '127.0.0.1 tls port 443', HAS) + 'server "a.example" {\n\tlisten on 127.0.0.2 port 443\n\tpass\n}\n'],
  ] as const) assert.equal(followed(to, tls), true, to + tls);
  for (const [to, tls] of [
    [SELF, bare], [SELF, ''], ['https://a.example/elsewhere', good], ['http://$HTTP_HOST$REQUEST_URI', good], ['https://$HTTP_HOST:8443$REQUEST_URI', good], [SELF, server('a.example', '* tls port 8443', HAS)],
    [SELF, server('a.example', '* tls port 443', `${HAS}\n\tblock`)], ['https://b.example$REQUEST_URI', bare],
    [SELF, server('a.example', '* tls port 443', HAS.replace('/acme"', '/other"'))], [SELF, server('a.example', '127.0.0.1 tls port 443', HAS) + server('a.example', '127.0.0.2 tls port 443', 'pass')],
  ] as const) assert.equal(followed(to, tls), false, to + tls);
});
