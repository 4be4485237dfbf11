// Servers that stsctl did not write: where ours listen beside them, and in which words one that stands in the way is refused.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import type { Facts } from '../../src/model/facts.ts';
import { connectAddresses, reachedAt, withoutAddress } from '../../src/plan/plan-fetch.ts';
import { foreignSystem } from '../../src/plan/foreign-system.ts';
import { keylessSockets } from '../../src/plan/keyless-server.ts';
import { ourListens } from '../../src/plan/our-listens.ts';
import { plan } from '../../src/plan/plan.ts';
import { judge } from '../formats/bsd-conf/worlds.ts';
import { desiredOf } from '../support/desired.ts';
import { factsOf } from '../support/facts.ts';
import { NOW } from '../support/now.ts';
import { TUTORIAL } from '../support/tutorial.ts';

function result(httpdConf: string, { adopt = false, facts = {}, files = {} }: { adopt?: boolean; facts?: Partial<Facts>; files?: Record<string, string | null> } = {}) {
  return plan(desiredOf(TUTORIAL), factsOf({ files: { '/etc/httpd.conf': httpdConf, ...files }, facts }), { adopt, force: false, now: NOW });
}

function refusals(...given: Parameters<typeof result>): readonly Diagnostic[] {
  const made = result(...given);
  return made.ok ? [] : made.diagnostics;
}

describe('ours listen', () => {
  const listens = (text: string, port: number, tls: boolean) => {
    const { listens: made, notes } = ourListens(judge(text).conf.servers, port, tls);
    return { at: made.map(({ address }) => address), notes };
  };
  const server = (listen: string) => `server "a" {\n\t${listen}\n}\n`;

  test('on "*", and before that on each address that another listens on', () => {
    assert.deepEqual(listens('', 80, false), { at: ['*'], notes: [] });
    assert.deepEqual(listens(server('listen on * port 80'), 80, false), { at: ['*'], notes: [] });
    assert.deepEqual(listens(server('listen on 192.0.2.1 port 80'), 80, false), { at: ['192.0.2.1', '*'], notes: [] });
    assert.deepEqual(listens(server('listen on 192.0.2.1 port 8080'), 80, false), { at: ['*'], notes: [] });
  });

  test('on an address once, by whichever name it is said', () => {
    assert.deepEqual(listens(server('listen on 203.0.113.1 port 80') + server('listen on egress port 80'), 80, false).at, ['203.0.113.1', '*']);
    assert.deepEqual(listens(server('listen on egress port 80') + server('listen on 203.0.113.1 port 80'), 80, false).at, ['egress', '*']);
    assert.deepEqual(listens(server('listen on 192.0.2.1 port 80') + server('listen on 192.0.2.2 port 80'), 80, false).at, ['192.0.2.1', '192.0.2.2', '*']);
  });

  test('not where the other kind is spoken, and that is said', () => {
    const tls = '\ttls {\n\t\tcertificate "/a"\n\t\tkey "/b"\n\t}';
    assert.deepEqual(listens(server('listen on 192.0.2.1 port 443'), 443, true), { at: ['*'], notes: ["192.0.2.1 port 443 speaks plain HTTP: our servers can't listen there"] });
    assert.deepEqual(listens(server(`listen on 192.0.2.1 tls port 80\n${tls}`), 80, false), { at: ['*'], notes: ["192.0.2.1 port 80 speaks TLS: our servers can't listen there"] });
  });
});

describe('a server in the way', () => {
  const HOST = 'mta-sts.example.com';
  const own = `server "${HOST}" {\n\tlisten on * port 80\n\tblock return 404\n}\n`;
  const shared = `server "www.example.com" {\n\talias "${HOST}"\n\tlisten on * port 80\n\tblock return 404\n}\n`;

  test('of that name alone may be renamed, removed, kept or replaced', () => {
    const [first] = refusals(own);
    assert.deepEqual([first?.code, first?.place, first?.message, first?.next], ['httpd-conf-foreign-server', { file: '/etc/httpd.conf', line: 1 }, `server "${HOST}" was not written by stsctl`, 'rename or remove that block, or have it kept or replaced: stsctl plan --adopt']);
  });

  test('of another site: the name is told with its own line, and with --adopt why it does not work', () => {
    const [plain] = refusals(shared);
    assert.deepEqual([plain?.place?.line, plain?.message, plain?.next], [2, `server "www.example.com" answers for "${HOST}" too and was not written by stsctl`, `remove the name "${HOST}" from that server, or have it kept: stsctl plan --adopt`]);
    const [adopted] = refusals(shared, { adopt: true });
    assert.match(adopted?.message ?? '', /too and was not written by stsctl: the server .*block/);
    assert.equal(adopted?.next, `mend that, or remove the name "${HOST}" from that server, then: stsctl plan --adopt`);
  });

  test('is named as it is spelled there', () => {
    const spelled = shared.replace(HOST, 'MTA-STS.Example.com');
    const told = (adopt: boolean) => refusals(spelled, { adopt })[0];
    assert.match(told(false)?.message ?? '', /answers for "MTA-STS\.Example\.com" too/);
    assert.match(told(false)?.next ?? '', /^remove the name "MTA-STS\.Example\.com" from that server, or/);
    assert.match(told(true)?.next ?? '', /^mend that, or remove the name "MTA-STS\.Example\.com" from that server, then/);
  });

  test('in an included file is nobody\'s to write here', () => {
    for (const adopt of [false, true]) {
      const [first] = refusals('include "/etc/more.conf"\n', { adopt, files: { '/etc/more.conf': own } });
      assert.equal(first?.place?.file, '/etc/more.conf');
      assert.match(first?.message ?? '', /answers for mta-sts\.example\.com and stands in an included file, which stsctl does not write/);
      assert.equal(first?.next, 'move that server to /etc/httpd.conf or remove it, then: stsctl plan --adopt');
    }
  });

  test('before ours on one of its sockets: a glob on the very address', () => {
    const made = result('server "*.example.com" {\n\tlisten on 203.0.113.1 port 80\n}\n');
    assert.ok(made.ok, JSON.stringify(made));
    assert.match(made.value.notes.join('\n'), /\*\.example\.com/);
  });
});

describe('a TLS socket whose first server has no certificate ends every session there, ours too', () => {
  const [CERTIFICATE, KEY] = ['/etc/ssl/a.pem', '/etc/ssl/private/a.key'];
  const tls = (name: string, certificate: string, key: string, ...listens: string[]) => `server "${name}" {\n${listens.map((listen) => `\tlisten on ${listen}\n`).join('')}\ttls {\n\t\tcertificate "${certificate}"\n\t\tkey "${key}"\n\t}\n}\n`;
  const BOTH = ['127.0.0.1 port 80', '127.0.0.1 tls port 443'];
  // What httpd makes of the file, and who is told of it.
  const keyless = (text: string, ...there: string[]) => {
    const { conf } = judge(text, { missing: [CERTIFICATE, KEY, '/b.pem', '/b.key', '/c.pem', '/c.key'].filter((path) => !there.includes(path)) });
    const facts = factsOf({ files: Object.fromEntries(there.map((path) => [path, null])) });
    return keylessSockets(conf.servers, [{ address: '127.0.0.1', resolved: ['127.0.0.1'] }], 443, facts).diagnostics.map(({ place, next }) => `${place?.line}: ${next}`);
  };

  test('certificate and key are needed both', () => {
    const text = tls('a', CERTIFICATE, KEY, ...BOTH);
    assert.deepEqual(keyless(text, CERTIFICATE, KEY), []);
    for (const there of [[CERTIFICATE], [KEY], []]) assert.deepEqual(keyless(text, ...there), [`3: get ${CERTIFICATE} (acme-client), or put that listen into a server block of its own, then: stsctl plan`]);
  });

  test('one behind it may lack them, and one that httpd drops for it is not the first; of several listens the first is told', () => {
    const [good, bad] = [tls('a', CERTIFICATE, KEY, ...BOTH), tls('b', '/b.pem', '/b.key', ...BOTH)];
    assert.deepEqual(keyless(good + bad, CERTIFICATE, KEY), []);
    assert.equal(keyless(bad + good, CERTIFICATE, KEY).length, 1);
    assert.deepEqual(keyless(tls('c', '/c.pem', '/c.key', '127.0.0.1 tls port 443') + good, CERTIFICATE, KEY), []);
    assert.match(keyless(tls('b', '/b.pem', '/b.key', ...BOTH, '192.0.2.1 tls port 443'))[0] ?? '', /^3: get \/b\.pem/);
    assert.deepEqual(keyless(tls('b', '/b.pem', '/b.key', '127.0.0.1 port 80', '127.0.0.1 tls port 8443')), []);
  });
});

describe('another system', () => {
  const told = (system: string | null, more: Partial<Facts> = {}, isForced = false) => foreignSystem(factsOf({ facts: { system, ...more } }), isForced);

  test('is refused, here and over SSH with words of its own; forced, it is said', () => {
    assert.deepEqual([told('OpenBSD'), told(null)], [{ diagnostics: [], notes: [] }, { diagnostics: [], notes: [] }]);
    assert.match(told('Linux').diagnostics[0]?.next ?? '', /stsctl plan --root DIR/);
    assert.equal(told('Linux', { reach: '198.51.100.7', host: 'mail1' }).diagnostics[0]?.next, 'see what [host mail1] leads to; if it is right all the same: stsctl plan --force');
    assert.equal(told('').diagnostics[0]?.message, 'mx1 runs no system that uname(1) names, not OpenBSD');
    assert.deepEqual(told('Linux', {}, true), { diagnostics: [], notes: ['mx1 runs Linux, not OpenBSD; --force goes on all the same'] });
  });
});

describe('where a policy is fetched from', () => {
  const NOTHING = { challenge: null, policy: null, policyFile: null, certificate: null };
  const adoption = (policy: object | null) => ({ kept: () => ({ ...NOTHING, policy }) }) as never;
  const [domain] = desiredOf(TUTORIAL).domains;
  const [own, other] = domain?.addresses ?? [];
  const connect = (facts: Partial<Facts>, policy: object | null = null) => connectAddresses({ ...domain, addresses: domain?.addresses ?? [] } as never, 'policy', factsOf({ facts }), adoption(policy));
  const kept = (...resolved: string[]) => ({ works: true, server: { listens: [{ port: 443, resolved }, { port: 80, resolved: ['192.0.2.80'] }] } });

  test('its addresses that are this host\'s, else where it is reached, else where it listens', () => {
    assert.deepEqual(connect({ addresses: [own ?? ''] }), [own]);
    assert.deepEqual(connect({ addresses: [own ?? '', other ?? '', '192.0.2.9'] }), [own, other]);
    assert.deepEqual(connect({ addresses: [], reach: 'inner' }), [own, other]);
    assert.deepEqual(connectAddresses({ ...domain, addresses: [own] } as never, 'policy', factsOf({ facts: { addresses: [], reach: 'inner' } }), adoption(null)), [own], 'one address is enough');
    assert.deepEqual(connect({ addresses: [] }), ['127.0.0.1']);
    assert.deepEqual([['0.0.0.0'], ['::'], ['192.0.2.7', '192.0.2.8'], []].map((resolved) => connect({ addresses: [] }, kept(...resolved))), [['127.0.0.1'], ['::1'], ['192.0.2.7'], ['127.0.0.1']]);
  });

  test('a host that is reached by a name which means nothing here needs address[]', () => {
    assert.deepEqual([reachedAt(null), reachedAt('198.51.100.7'), reachedAt('2001:db8::1'), reachedAt('inner')], [['127.0.0.1'], ['198.51.100.7'], ['2001:db8::1'], []]);
    const without = desiredOf(`${TUTORIAL}\n[domain example.net]\n`);
    assert.deepEqual(withoutAddress(without, { reach: '198.51.100.7', host: 'mail1' }), []);
    assert.deepEqual(withoutAddress(without, { reach: 'inner', host: 'mail1' }).map(({ message }) => message), ['[domain example.net] has no address[], and mail1 is reached by a name (inner) that has no address here: where mta-sts.example.net is served can\'t be told']);
  });
});
