// Why a file, a handle or a server will not do, in words that name what to mend.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AcmeDomain } from '../../src/model/acme-client-conf.ts';
import { brokenFile, brokenResult, lostHandle, unfitHandle, type WantedHandle } from '../../src/plan/acme-client-conf-refusals.ts';
import { findBlocks } from '../../src/plan/find-blocks.ts';
import { brokenFile as brokenHttpdConf, expectedWarnings, hardMessages, isAcceptable, messagesOf, placed } from '../../src/plan/httpd-conf-verdict.ts';
import { formatAdopted, formatMarker, parseMarker } from '../../src/plan/marker.ts';
import { challengeFault, policyFault } from '../../src/plan/role-fault.ts';
import { judge } from '../formats/bsd-conf/worlds.ts';
import { desiredOf } from '../support/desired.ts';
import { factsOf } from '../support/facts.ts';
import { TUTORIAL } from '../support/tutorial.ts';

const FACTS = factsOf();
const WANTED: WantedHandle = { handle: 'a.example', names: ['a.example', 'b.example'], certificate: '/etc/ssl/a.pem', key: '/etc/ssl/private/a.key' } as WantedHandle;
const verdict = (...stderr: string[]) => ({ exit: 1, stderr, conf: { domains: [] } }) as never;

describe('acme-client.conf', () => {
  test('a broken one with its line; a missing include is told twice, and the line counts', () => {
    assert.deepEqual(brokenFile(verdict('/etc/acme-client.conf:7: syntax error'), FACTS).place, { file: '/etc/acme-client.conf', line: 7 });
    const include = brokenFile(verdict('acme-client: pushfile: /etc/x: No such file or directory', '/etc/acme-client.conf:3: failed to include file /etc/x'), FACTS);
    assert.deepEqual([include.place?.line, include.message, include.next], [3, 'acme-client -n refuses the file as it is: failed to include file /etc/x', 'correct that line, then: stsctl plan']);
    const only = brokenFile(verdict('acme-client: pushfile: /etc/x: Permission denied'), FACTS);
    assert.deepEqual([only.place, only.message], [{ file: '/etc/acme-client.conf' }, 'acme-client -n refuses the file as it is: acme-client: pushfile: /etc/x: Permission denied']);
    assert.match(brokenFile(verdict(), FACTS).message, /as it is: $/);
  });

  test('a key that others can read is mended by its mode, not by a line', () => {
    for (const said of ['acme-client: /etc/ssl/private/x.key: group read/writable or world read/writable', '/etc/ssl/private/x.key: group read/writable or world read/writable']) {
      assert.equal(brokenFile(verdict(said), FACTS).next, 'chmod 400 /etc/ssl/private/x.key, then: stsctl plan');
    }
  });

  test('what stsctl would write and acme-client would refuse', () => {
    const { place, message, next } = brokenResult(verdict('/etc/acme-client.conf:9: domain a.example: duplicate certificate'), FACTS);
    assert.deepEqual([place?.line, message], [9, 'acme-client -n would refuse the file that stsctl would write: domain a.example: duplicate certificate']);
    assert.match(next, /templates\/acme-client\.conf/);
  });

  test('a handle that can\'t be used as it is: why, where, and what to add', () => {
    const found = (more: Partial<AcmeDomain>): AcmeDomain => ({ handle: 'a.example', name: 'a.example', alternativeNames: ['b.example'], fullChain: '/etc/ssl/a.pem', certificate: null, challengedir: '/var/www/acme', file: '/etc/acme-client.conf', line: 5, ...more }) as AcmeDomain;
    const told = (more: Partial<AcmeDomain>) => unfitHandle(found(more), WANTED, FACTS).map(({ place, message, next }) => [place?.line, message, next].join('|'));
    assert.deepEqual(unfitHandle(undefined, WANTED, FACTS), []);
    assert.deepEqual(told({}), []);
    assert.deepEqual(told({ challengedir: '/var/www/own' }), ['5|handle "a.example" puts its challenges into /var/www/own, and our server looks in /var/www/acme|remove challengedir from that handle, then: stsctl plan']);
    assert.deepEqual(told({ fullChain: null }), ['5|handle "a.example" writes no full chain, which httpd must serve for senders to verify it (RFC 8461 3.3)|add to that handle: domain full chain certificate "/etc/ssl/a.example.fullchain.pem", then: stsctl plan']);
    assert.match(told({ name: 'c.example' }).join(), /does not name a\.example\|add a\.example to its alternative names/);
    // Names that join are added where stsctl writes, and asked for where it does not.
    assert.deepEqual(told({ alternativeNames: [] }), []);
    assert.match(told({ alternativeNames: [], file: '/etc/acme/more.conf' }).join(), /included file, which stsctl does not write, and does not name b\.example\|add b\.example/);
    assert.deepEqual(told({ file: '/etc/acme/more.conf' }), []);
    assert.deepEqual(told({ name: 'c.example', alternativeNames: ['a.example', 'b.example'] }), []);
  });

  test('a template that makes no such handle is named, by its file or by its name', () => {
    const desired = desiredOf(TUTORIAL);
    const file = desired.templates.get('acme-client.conf/domain.hbs')?.file ?? '';
    assert.deepEqual([lostHandle(WANTED, desired, FACTS).place?.file, lostHandle(WANTED, { ...desired, templates: new Map() }, FACTS).place?.file], [file, 'acme-client.conf/domain.hbs']);
    assert.match(lostHandle(WANTED, desired, FACTS).message, /no handle "a\.example" for a\.example, b\.example with the key \/etc\/ssl\/private\/a\.key/);
  });
});

describe('what httpd -n says', () => {
  const said = (exit: number, ...stderr: string[]) => ({ exit, stderr, conf: { servers: [] } }) as never;
  const SOFT = '/etc/httpd.conf:1: server "a", failed: failed to load public/private keys';

  test('a file to start from, one that is accepted with a server dropped, and one that is refused', () => {
    assert.equal(isAcceptable(said(1, 'no actions, nothing to do')), true);
    assert.equal(isAcceptable(said(0, SOFT, 'configuration OK')), true);
    assert.equal(isAcceptable(said(1, '/etc/httpd.conf:2: syntax error')), false);
    assert.deepEqual(hardMessages(said(1, SOFT, 'x')), ['x']);
    assert.deepEqual(messagesOf(said(0, SOFT, 'configuration OK', 'no actions, nothing to do')), ['server "a", failed: failed to load public/private keys']);
    assert.deepEqual([expectedWarnings(said(0, '/a:1: w')), expectedWarnings(said(1, '/a:1: w'))], [['w'], null]);
  });

  test('the line counts, of whichever file; a word without one is of httpd.conf', () => {
    assert.deepEqual(placed('/etc/more.conf:12: a: b'), { place: { file: '/etc/more.conf', line: 12 }, message: 'a: b' });
    assert.deepEqual(placed('a word'), { place: { file: '/etc/httpd.conf' }, message: 'a word' });
    assert.deepEqual(brokenHttpdConf(said(1, 'pushfile: /x: No such file', '/etc/httpd.conf:3: failed to include file /x'), FACTS).place, { file: '/etc/httpd.conf', line: 3 });
    assert.match(brokenHttpdConf(said(1, 'pushfile: /x: No such file'), FACTS).message, /pushfile/);
  });
});

describe('markers', () => {
  test('are read as they are written, and nothing else is one', () => {
    assert.deepEqual(parseMarker(formatMarker('policy', 'mta-sts.a.example')), { kind: 'policy', policyHost: 'mta-sts.a.example' });
    assert.deepEqual(parseMarker(`\t ${formatAdopted('mta-sts.a.example')}`), { kind: 'adopted', policyHost: 'mta-sts.a.example' });
    for (const line of ['# mine', '# stsctl: policy server of a', '# stsctl: other server of a; changes here are lost', '# stsctl: adopted for a b', ' # stsctl: policy server of a; changes here are lost', '']) assert.equal(parseMarker(line), null, line);
  });

  const NAME = 'mta-sts.a.example';
  const server = (name: string) => `server "${name}" {\n\tlisten on * port 80\n}\n`;
  function blocksOf(text: string) {
    const { conf } = judge(text);
    return findBlocks(conf.servers[0]?.file ?? '', text, conf);
  }

  test('a block is ours with our marker above it and the name that it tells; whole lines between stay with it', () => {
    const text = `# about it\n${formatMarker('challenge', NAME)}\n# mine\n# too\n${server(NAME)}`;
    const { ours, foreign } = blocksOf(text);
    assert.deepEqual(ours.map(({ role, policyHost, comment, range }) => [role, policyHost, comment, text.slice(range.start, range.start + 8), text.slice(range.end - 1, range.end)]), [['challenge', NAME, '# mine\n# too\n', '# stsctl', '}']]);
    assert.deepEqual(foreign, []);
    assert.equal(blocksOf(`${formatMarker('challenge', NAME)}\n${server(NAME)}`).ours[0]?.comment, '');
  });

  test('another name, a marker with a gap below it, or one in a file that is included, makes none', () => {
    assert.equal(blocksOf(`${formatMarker('policy', NAME)}\n${server('www.a.example')}`).ours.length, 0);
    assert.equal(blocksOf(`${formatMarker('policy', NAME)}\n\n${server(NAME)}`).ours.length, 0);
    const text = `${formatMarker('policy', NAME)}\n${server(NAME)}`;
    assert.equal(findBlocks('/etc/other.conf', text, judge(text).conf).ours.length, 0);
  });

  test('hand-made blocks keep every host that they were adopted for, however many', () => {
    const { ours, foreign, adopted } = blocksOf(`# mine\n${formatAdopted(NAME)}\n${formatAdopted('mta-sts.b.example')}\n${server(NAME)}${server('www.a.example')}`);
    assert.deepEqual([ours.length, foreign.length], [0, 2]);
    assert.deepEqual([...adopted.values()].map((hosts) => [...hosts].sort()), [[NAME, 'mta-sts.b.example']]);
  });
});

describe('a server that does not serve its role', () => {
  const faults = (body: string, types = '') => {
    const { conf } = judge(`${types}server "mta-sts.a.example" {\n\tlisten on * port 80\n${body}}\n`);
    const [first] = conf.servers;
    assert.ok(first !== undefined);
    return { challenge: challengeFault(first, conf), policy: policyFault(first, conf, null), elsewhere: policyFault(first, conf, '/var/www/mta-sts/mta-sts.txt') };
  };

  test('served as it should be', () => {
    const body = '\tlocation "/.well-known/acme-challenge/*" {\n\t\troot "/acme"\n\t\trequest strip 2\n\t}\n\tlocation "/.well-known/mta-sts.txt" {\n\t\troot "/mta-sts"\n\t\trequest strip 1\n\t}\n';
    assert.deepEqual(faults(body), { challenge: null, policy: null, elsewhere: null });
  });

  test('from elsewhere: both places are told, and only where it matters', () => {
    const { challenge, policy, elsewhere } = faults('\troot "/htdocs"\n');
    assert.match(challenge ?? '', /^it looks for challenges at \/var\/www\/htdocs\/\.well-known\/acme-challenge\/(\S+), and acme-client puts them at \/var\/www\/acme\/\1$/);
    assert.equal(policy, null);
    assert.equal(elsewhere, 'it serves the policy from /var/www/htdocs/.well-known/mta-sts.txt, and stsctl writes /var/www/mta-sts/mta-sts.txt');
  });

  test('what stands in the way, of the server or of a location', () => {
    assert.match(faults('\tblock return 404\n').challenge ?? '', /^the server /);
    const { challenge, policy } = faults('\tlocation "/.well-known/*" {\n\t\tblock\n\t}\n');
    assert.match(challenge ?? '', /^location "\/\.well-known\/\*" /);
    assert.match(policy ?? '', /^location "\/\.well-known\/\*" /);
  });

  test('as another type than text/plain (RFC 8461 3.3)', () => {
    assert.equal(faults('\troot "/htdocs"\n', 'types {\n\ttext/html txt\n}\n').policy, 'it serves the policy as text/html');
  });
});
