// What certificates and keys on disk are worth, to the second and to the socket.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { after, test } from 'node:test';
import { validity, parseLeaf } from '../../src/formats/certificate/leaf.ts';
import { brokenPairs } from '../../src/plan/broken-pairs.ts';
import { certificateFault } from '../../src/plan/certificate-state.ts';
import { judge } from '../formats/bsd-conf/worlds.ts';
import { factsOf } from '../support/facts.ts';

const FOLDER = mkdtempSync('/tmp/stsctl-certificate-');
after(() => rmSync(FOLDER, { recursive: true }));

const KEY_FILE = `${FOLDER}/key`;
execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', KEY_FILE, '-out', `${KEY_FILE}.pem`, '-subj', '/CN=x', '-addext', 'subjectAltName=DNS:a.example', '-days', '10'], { stdio: 'ignore' });
const PEM = readFileSync(`${KEY_FILE}.pem`, 'latin1');
const PUBLIC = execFileSync('openssl', ['pkey', '-in', KEY_FILE, '-pubout'], { encoding: 'latin1' });
const PATH = { handle: 'a.example', certificate: '/c', key: '/k', looksAt: '/c', challengedir: '/var/www/acme' };

function fault(files: Readonly<Record<string, string | null>>, { publicKey = PUBLIC, names = ['a.example'], at }: { publicKey?: string | null; names?: string[]; at?: number } = {}) {
  const found = certificateFault(PATH, names, factsOf({ files, facts: { publicKeys: new Map([['/k', publicKey]]) } }), new Date(at ?? Date.now()));
  return found === null ? null : `${found.what}: ${found.repair}`;
}

test('a certificate is good from its first second on, and not in its last', () => {
  const leaf = parseLeaf(PEM);
  assert.ok(leaf !== null);
  const { from, to } = validity(leaf);
  const both = { '/c': PEM, '/k': null };
  assert.match(fault(both, { at: from - 1 }) ?? '', /is not valid before .*: none$/);
  assert.equal(fault(both, { at: from }), null);
  assert.equal(fault(both, { at: to - 1 }), null);
  assert.equal(fault(both, { at: to }), `/c has expired on ${new Date(to).toISOString().slice(0, 10)}: issue`);
});

test('what is missing, empty, of another key or of another name', () => {
  assert.equal(fault({}), 'there is no /c yet: issue');
  assert.equal(fault({ '/k': null }), 'there is no /c: issue');
  assert.equal(fault({ '/k': null }, { publicKey: null }), 'there is no /c: both-aside');
  assert.equal(fault({ '/c': PEM }), 'there is no /k: certificate-aside');
  assert.equal(fault({ '/c': null, '/k': null }), null);
  assert.equal(fault({ '/c': PEM, '/k': null }, { publicKey: null }), '/k holds no key that can be used: both-aside');
  assert.equal(fault({ '/c': '', '/k': null }), '/c is empty: certificate-aside');
  assert.equal(fault({ '/c': 'x', '/k': null }), '/c does not begin with a whole certificate: certificate-aside');
  assert.equal(fault({ '/c': PEM, '/k': null }, { publicKey: 'x' }), '/c is not for the key in /k: certificate-aside');
  assert.equal(fault({ '/c': PEM, '/k': null }, { names: ['a.example', 'b.example'] }), '/c does not name b.example: issue');
});

test('a pair that httpd could not load counts where a server has TLS, once', () => {
  const server = (name: string, listen: string) => `server "${name}" {\n\tlisten on * ${listen}\n\ttls {\n\t\tcertificate "/c"\n\t\tkey "/k"\n\t}\n}\n`;
  const broken = (text: string, files: Readonly<Record<string, string | null>>, publicKey: string | null = PUBLIC) =>
    brokenPairs(judge(text).conf, factsOf({ files, facts: { publicKeys: new Map([['/k', publicKey]]) } })).map(({ what }) => what);
  const both = server('a', 'tls port 443') + server('b', 'tls port 443');
  assert.deepEqual(broken(both, { '/c': PEM, '/k': null }), []);
  assert.deepEqual(broken(both, { '/c': 'x', '/k': null }), ['/c does not begin with a whole certificate']);
  assert.deepEqual(broken(both, { '/c': PEM, '/k': null }, null), ['/k holds no key that can be used']);
  assert.deepEqual(broken(both, { '/c': PEM, '/k': null }, 'x'), ['/c is not for the key in /k']);
  assert.deepEqual(broken(both, { '/c': 'x' }), []);
  assert.deepEqual(broken(both, { '/k': null }), []);
  assert.deepEqual(broken('server "a" {\n\tlisten on * port 80\n}\n', { '/etc/ssl/server.crt': 'x', '/etc/ssl/private/server.key': null }), []);
});
