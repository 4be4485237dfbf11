// plan --adopt on hand-made set-ups: what works is kept and marked, what does not is replaced, and the plan says why.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { planServed } from '../../src/plan/plan-served.ts';
import { plan, publications } from '../../src/plan/plan.ts';
import type { Facts } from '../../src/model/facts.ts';
import { desiredOf } from '../support/desired.ts';
import { factsOf } from '../support/facts.ts';
import { TUTORIAL } from '../support/tutorial.ts';

const AUTHORITY = 'authority letsencrypt {\n\tapi url "https://acme-v02.api.letsencrypt.org/directory"\n\taccount key "/etc/acme/letsencrypt-privkey.pem"\n}\n';

const CHALLENGE = `	location "/.well-known/acme-challenge/*" {
		root "/acme"
		request strip 2
	}
`;
const SEPARATE = `server "mta-sts.example.com" {
	listen on * port 80
${CHALLENGE}	location * {
		block return 302 "https://$HTTP_HOST$REQUEST_URI"
	}
}

server "mta-sts.example.com" {
	listen on * tls port 443
	tls {
		certificate "/etc/ssl/mta-sts.example.com.fullchain.pem"
		key "/etc/ssl/private/mta-sts.example.com.key"
	}
	location "/.well-known/mta-sts.txt" {
		root "/mta-sts"
		request strip 1
	}
}
`;
const HANDLE = `${AUTHORITY}domain mta-sts.example.com {
	domain key "/etc/ssl/private/mta-sts.example.com.key"
	domain full chain certificate "/etc/ssl/mta-sts.example.com.fullchain.pem"
}
`;
const CERTIFICATE = { '/etc/ssl/mta-sts.example.com.fullchain.pem': null, '/etc/ssl/private/mta-sts.example.com.key': null };

function host(httpdConf: string, acmeConf: string, files: Record<string, string | null> = {}): Facts {
  return factsOf({ files: { '/etc/httpd.conf': httpdConf, '/etc/acme-client.conf': acmeConf, ...files } });
}

function adopted(facts: Facts, config = TUTORIAL, adopt = true) {
  const result = plan(desiredOf(config), facts, { adopt, force: false, now: new Date() });
  if (!result.ok) return { messages: result.diagnostics.map(({ message, place }) => `${place?.line}: ${message}`), notes: [], conf: '', steps: [] };
  const { steps, notes } = result.value;
  const step = steps.find((each) => each.kind === 'write-file' && each.path === '/etc/httpd.conf');
  return { messages: [], notes, conf: step?.kind === 'write-file' ? (step.after?.content ?? '') : '', steps };
}

/** The next plan without --adopt, on the file that the first one wrote. */
function again(facts: Facts, conf: string, config = TUTORIAL) {
  const files = new Map(facts.files);
  files.set('/etc/httpd.conf', { stat: { kind: 'file', mode: 0o644, uid: 0, gid: 0, size: conf.length }, content: conf });
  return adopted({ ...facts, files }, config, false);
}

test('separate blocks that work are kept: one comment line each, and their policy file is written', () => {
  const facts = host(SEPARATE, HANDLE, CERTIFICATE);
  const { conf, notes, steps, messages } = adopted(facts);
  assert.deepEqual(messages, []);
  assert.equal(conf.replaceAll('# stsctl: adopted for mta-sts.example.com\n', ''), SEPARATE);
  assert.equal(conf.match(/adopted/g)?.length, 2);
  assert.match(notes.join('\n'), /\(\/etc\/httpd\.conf:1\) is kept: it serves the challenge of mta-sts\.example\.com/);
  assert.ok(!steps.some(({ kind }) => kind === 'issue-certificate'));
  assert.ok(steps.some((step) => step.kind === 'fetch-policy'), 'what is kept is proved');
  assert.ok(!again(facts, conf).steps.some((step) => step.kind === 'write-file' && step.path === '/etc/httpd.conf'), 'the next plan knows them');
});

test('one block with both listens is kept whole', () => {
  const one = SEPARATE.replace(/\tlocation \* \{[\s\S]*?listen on \* tls/, '\tlisten on * tls').replace('\tlisten on * tls port 443\n', '').replace('\tlisten on * port 80\n', '\tlisten on * port 80\n\tlisten on * tls port 443\n');
  const { conf, notes, messages } = adopted(host(one, HANDLE, CERTIFICATE));
  assert.deepEqual(messages, []);
  assert.equal(conf, `# stsctl: adopted for mta-sts.example.com\n${one}`);
  assert.match(notes.join('\n'), /serves the challenge and policy/);
});

test('one that works is kept where the other is missing: ours is added, and takes nobody\'s place', () => {
  const at = SEPARATE.indexOf('server', 1);
  for (const [kept, role] of [[SEPARATE.slice(0, at), 'policy'], [SEPARATE.slice(at), 'challenge']] as const) {
    const { conf, messages } = adopted(host(kept, HANDLE, CERTIFICATE));
    assert.deepEqual(messages, []);
    assert.ok(conf.startsWith(`# stsctl: adopted for mta-sts.example.com\n${kept}`), conf);
    assert.deepEqual(conf.match(/# stsctl: \w+ server/g), [`# stsctl: ${role} server`]);
  }
});

test('one block whose redirect swallows the challenge is replaced by two, and the plan says why', () => {
  const one = 'server "mta-sts.example.com" {\n\tlisten on * port 80\n\tlisten on * tls port 443\n\tblock return 302 "https://$HTTP_HOST$REQUEST_URI"\n}\n';
  const { conf, notes } = adopted(host(one, HANDLE, CERTIFICATE));
  assert.match(notes.join('\n'), /is replaced: the server inherits or has a block/);
  assert.equal(conf.match(/^server /gm)?.length, 2);
  assert.ok(!conf.includes('block return 302'));
});

test('each of several that do not work is replaced for a fault of its own; one that stands alone is judged alone', () => {
  const broken = SEPARATE.replace(CHALLENGE, '');
  const notes = (conf: string, acme = AUTHORITY) => adopted(host(conf, acme)).notes.filter((note) => note.includes('is replaced'));
  const [challenge, policy] = [/^server "mta-sts\.example\.com" \(\/etc\/httpd\.conf:1\) is replaced: location "\*" inherits or has a block/, /^server "mta-sts\.example\.com" \(\/etc\/httpd\.conf:(?:8|1)\) is replaced: there is no \/etc\/ssl\/mta-sts\.example\.com\.fullchain\.pem, and no handle/];
  const both = notes(broken);
  assert.equal(both.length, 2);
  assert.match(both[0] ?? '', challenge);
  assert.match(both[1] ?? '', policy);
  const [one, other] = [broken.slice(0, broken.indexOf('server', 1)), broken.slice(broken.indexOf('server', 1))];
  for (const [text, fault] of [[one, challenge], [other, policy]] as const) {
    const alone = notes(text);
    assert.equal(alone.length, 1);
    assert.match(alone[0] ?? '', fault);
  }
});

describe('an alias of another site', () => {
  const site = (alias: string, rest: string) => `server "example.com" {
	alias "${alias}"
	listen on * port 80
	listen on * tls port 443
	tls {
		certificate "/etc/ssl/example.com.fullchain.pem"
		key "/etc/ssl/private/example.com.key"
	}
${rest}}
`;
  const serving = `${CHALLENGE}	location "/.well-known/mta-sts.txt" {
		root "/policies"
		request strip 1
	}
`;
  const handle = (names: string) => `${AUTHORITY}domain example.com {
	alternative names { ${names} }
	domain key "/etc/ssl/private/example.com.key"
	domain full chain certificate "/etc/ssl/example.com.fullchain.pem"
}
`;
  const files = { '/etc/ssl/example.com.fullchain.pem': null, '/etc/ssl/private/example.com.key': null };

  for (const alias of ['mta-sts.*', 'mta-sts.example.com']) {
    test(`${alias} with a SAN certificate that names it: kept, policy in its root, its own handle renews`, () => {
      const facts = host(site(alias, serving), handle('mail.example.com mta-sts.example.com'), files);
      const { conf, steps, messages } = adopted(facts);
      assert.deepEqual(messages, []);
      assert.equal(conf, `# stsctl: adopted for mta-sts.example.com\n${site(alias, serving)}`);
      const paths = steps.flatMap((step) => (step.kind === 'write-file' ? [step.path] : []));
      assert.deepEqual(paths, ['/var/www/policies/mta-sts.txt', '/etc/httpd.conf']);
      const crontab = steps.find((step) => step.kind === 'install-crontab');
      assert.match(crontab?.kind === 'install-crontab' ? (crontab.after ?? '') : '', /acme-client example\.com;/);
      assert.deepEqual(again(facts, conf).messages, []);
    });
  }

  test('with a certificate that does not name it: refused, and the reason is said', () => {
    const { messages } = adopted(host(site('mta-sts.example.com', serving), handle('mail.example.com'), files));
    assert.match(messages.join('\n'), /^2: server "example\.com" answers for "mta-sts\.example\.com" too .*handle "example\.com".*does not name mta-sts\.example\.com/);
  });

  test('a glob that does not serve the policy: ours go before it', () => {
    const { conf, notes } = adopted(host(site('mta-sts.*', ''), handle('mta-sts.example.com'), files));
    assert.ok(conf.startsWith('# stsctl: policy server of mta-sts.example.com') || conf.startsWith('# stsctl: challenge server of mta-sts.example.com'));
    assert.match(notes.join('\n'), /goes before server "example\.com"/);
  });
});

test('what a marked server serves is what senders have: a policy is published by it only when it changes', () => {
  const marked = SEPARATE.replaceAll('server "', '# stsctl: adopted for mta-sts.example.com\nserver "');
  const policy = (mode: string) => `version: STSv1\r\nmode: ${mode}\r\nmx: mail.example.com\r\nmx: mx-backup.example.com\r\nmax_age: 86400\r\n`;
  const published = (conf: string, mode: string) => publications(desiredOf(TUTORIAL), host(conf, HANDLE, { ...CERTIFICATE, '/var/www/mta-sts/mta-sts.txt': policy(mode) }), false).map(({ domain, policy: { mode: its }, before }) => [domain, its, before?.mode ?? null]);
  assert.deepEqual(published(marked, 'testing'), [['example.com', 'enforce', 'testing']]);
  assert.deepEqual(published(marked, 'enforce'), []);
  assert.deepEqual(published(SEPARATE, 'enforce'), [['example.com', 'enforce', null]], 'not marked: nobody knows what it serves');
});

test('a certificate of another client is used as it is: no handle, no renewal of ours', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stsctl-certificate-'));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', join(folder, 'key'), '-out', join(folder, 'pem'), '-subj', '/CN=x', '-addext', 'subjectAltName=DNS:*.example.com', '-days', '2'], { stdio: 'ignore' });
  const pem = readFileSync(join(folder, 'pem'), 'latin1');
  rmSync(folder, { recursive: true });
  const own = SEPARATE.replace('/etc/ssl/mta-sts.example.com.fullchain.pem', '/etc/ssl/lego/example.com.crt').replace('/etc/ssl/private/mta-sts.example.com.key', '/etc/ssl/lego/example.com.key');
  const { steps, messages } = adopted(host(own, AUTHORITY, { '/etc/ssl/lego/example.com.crt': pem, '/etc/ssl/lego/example.com.key': null }));
  assert.deepEqual(messages, []);
  assert.deepEqual(steps.filter(({ kind }) => kind !== 'make-directory').map(({ kind }) => kind), ['write-file', 'write-file', 'daemon', 'fetch-policy']);
});

test('two domains whose kept servers share one file must have one policy', () => {
  const glob = `server "policies" {
	alias "mta-sts.*"
	listen on * tls port 443
	tls {
		certificate "/etc/ssl/p.pem"
		key "/etc/ssl/private/p.key"
	}
	location "/.well-known/mta-sts.txt" {
		root "/policies"
		request strip 1
	}
}
`;
  const handle = `${AUTHORITY}domain p {\n\tdomain name "mta-sts.example.com"\n\talternative names { mta-sts.example.org }\n\tdomain key "/etc/ssl/private/p.key"\n\tdomain full chain certificate "/etc/ssl/p.pem"\n}\n`;
  const facts = host(glob, handle, { '/etc/ssl/p.pem': null, '/etc/ssl/private/p.key': null });
  assert.deepEqual(adopted(facts, `${TUTORIAL}[domain example.org]\n`).messages, []);
  assert.match(adopted(facts, `${TUTORIAL}[domain example.org]\nmode = none\n`).messages.join('\n'), /served as the policy of example\.com and of example\.org/);
});

test('a domain that is held back keeps another from nothing where the file of both has their policy already', () => {
  const glob = `# stsctl: adopted for mta-sts.example.com\n# stsctl: adopted for mta-sts.example.org\nserver "policies" {\n\talias "mta-sts.*"\n\tlisten on * tls port 443\n\ttls {\n\t\tcertificate "/etc/ssl/p.pem"\n\t\tkey "/etc/ssl/private/p.key"\n\t}\n\tlocation "/.well-known/mta-sts.txt" {\n\t\troot "/policies"\n\t\trequest strip 1\n\t}\n}\n`;
  const handle = `${AUTHORITY}domain p {\n\tdomain name "mta-sts.example.com"\n\talternative names { mta-sts.example.org }\n\tdomain key "/etc/ssl/private/p.key"\n\tdomain full chain certificate "/etc/ssl/p.pem"\n}\n`;
  const desired = desiredOf(`${TUTORIAL}[domain example.org]\n`);
  const waiting = (policy: string) => {
    const facts = host(glob, handle, { '/etc/ssl/p.pem': null, '/etc/ssl/private/p.key': null, '/var/www/policies/mta-sts.txt': policy });
    const result = plan(desired, facts, { adopt: false, force: false, now: new Date(), held: new Set(['example.com']) });
    return result.ok ? result.value.notes.filter((note) => note.includes('waits for')) : null;
  };
  assert.deepEqual(waiting(desired.domains[0]?.policyFile.content ?? ''), []);
  assert.deepEqual(waiting('another'), ['example.org waits for example.com, with which it shares its policy file']);
});

test('without --adopt a hand-made block is refused, and --adopt is named', () => {
  const { messages } = adopted(host(SEPARATE, HANDLE, CERTIFICATE), TUTORIAL, false);
  assert.match(messages.join('\n'), /^1: server "mta-sts\.example\.com" was not written by stsctl/);
});

test('of two servers of the name the one that the configured addresses lead to is kept, wherever the other stands', () => {
  const at = SEPARATE.indexOf('server', 1);
  const [challenge, policy] = [SEPARATE.slice(0, at), SEPARATE.slice(at)];
  const [here, elsewhere] = ['203.0.113.1', '192.0.2.5'].map((address) => challenge.replace('listen on *', `listen on ${address}`)) as [string, string];
  const config = TUTORIAL.replace(/address\[\] = .*:.*\n/, '');
  for (const text of [elsewhere + here + policy, here + elsewhere + policy]) {
    const { conf, notes } = adopted(host(text, HANDLE, CERTIFICATE), config);
    assert.ok(conf.includes(`# stsctl: adopted for mta-sts.example.com\n${here}`), conf);
    assert.ok(!conf.includes(elsewhere), 'it is replaced');
    assert.equal(notes.filter((note) => note.includes('is kept')).length, 2);
  }
});

describe('a kept server must answer at every configured address', () => {
  const listening = (address: string) => SEPARATE.replaceAll('listen on *', `listen on ${address}`);
  const withAddresses = (...addresses: string[]) => ({ ...host(listening('203.0.113.1'), HANDLE, CERTIFICATE), addresses });

  test('IPv4 alone beside a configured IPv6 address is replaced', () => {
    const { notes, conf } = adopted(withAddresses('203.0.113.1', '2001:db8::7334'));
    assert.match(notes.join('\n'), /is replaced: it does not answer at 2001:db8::7334 port 80/);
    assert.doesNotMatch(conf, /adopted for/);
  });

  test('the loopback address alone is replaced too', () => {
    const { notes } = adopted(host(listening('127.0.0.1'), HANDLE, CERTIFICATE));
    assert.match(notes.join('\n'), /is replaced: it does not answer at 203\.0\.113\.1 port 80/);
  });

  test('where a policy is served now: by a hand-made server only where that is marked', () => {
    const config = TUTORIAL.replace(/address\[\] = .*\n/g, '');
    const text = listening('192.0.2.7');
    const connect = (conf: string) => planServed(desiredOf(config), host(conf, HANDLE, CERTIFICATE)).map((each) => each.connect);
    assert.deepEqual([connect(text), connect(text.replaceAll('server "', '# stsctl: adopted for mta-sts.example.com\nserver "'))], [[['127.0.0.1']], [['192.0.2.7']]]);
  });

  test('behind a packet filter that translates, it is proved where it listens', () => {
    const config = TUTORIAL.replace(/address\[\] = .*:.*\n/, '');
    const facts = { ...host(listening('192.0.2.7'), HANDLE, CERTIFICATE), addresses: ['127.0.0.1', '192.0.2.7'] };
    const { steps, notes } = adopted(facts, config);
    assert.match(notes.join('\n'), /is kept: it serves the policy/);
    assert.deepEqual(steps.flatMap((step) => (step.kind === 'fetch-policy' ? step.connect : [])), ['192.0.2.7']);
  });
});
