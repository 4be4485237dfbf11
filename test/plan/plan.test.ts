import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compileTemplate } from '../../src/formats/template/compile-template.ts';
import { plan } from '../../src/plan/plan.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import type { Facts } from '../../src/model/facts.ts';
import type { Plan, Step } from '../../src/model/plan.ts';
import { desiredOf, TEMPLATES } from '../support/desired.ts';
import { NOW } from '../support/now.ts';
import { factsOf } from '../support/facts.ts';
import { TUTORIAL } from '../support/tutorial.ts';

interface Changes {
  readonly config?: string;
  readonly facts?: Facts;
  readonly adopt?: boolean;
}

function planned({ config = TUTORIAL, facts = factsOf(), adopt = false }: Changes = {}): Plan {
  const result = plan(desiredOf(config), facts, { adopt, force: false, now: NOW });
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.diagnostics, null, 1));
  return result.value;
}

function refusal({ config = TUTORIAL, facts = factsOf(), adopt = false }: Changes): Diagnostic {
  const result = plan(desiredOf(config), facts, { adopt, force: false, now: NOW });
  assert.ok(!result.ok, 'the plan should be refused');
  const [first] = result.diagnostics;
  assert.ok(first !== undefined && first.unchanged !== '' && first.next !== '');
  return first;
}

function kinds({ steps }: Plan): string[] {
  return steps.map((step) => {
    if (step.kind === 'daemon') return step.action;
    return 'path' in step ? `${step.kind} ${step.path}` : step.kind;
  });
}

function written(steps: readonly Step[], path: string): string {
  const step = steps.find((each) => each.kind === 'write-file' && each.path === path);
  return step?.kind === 'write-file' ? (step.after?.content ?? '') : '';
}

/** The host once the plan has been applied. */
function factsAfter({ steps }: Plan, facts: Facts): Facts {
  const files = new Map(facts.files);
  let { crontab } = facts;
  for (const step of steps) {
    if (step.kind === 'make-directory') files.set(step.path, { stat: { kind: 'directory', size: 0, ...step.attributes }, content: null });
    if (step.kind === 'write-file' && step.after !== null) files.set(step.path, { stat: { kind: 'file', size: step.after.content.length, ...step.after }, content: step.after.content });
    if (step.kind === 'install-crontab') crontab = step.after;
    if (step.kind === 'issue-certificate') {
      for (const path of [`/etc/ssl/${step.handle}.fullchain.pem`, `/etc/ssl/private/${step.handle}.key`]) {
        files.set(path, { stat: { kind: 'file', mode: 0o400, uid: 0, gid: 0, size: 1 }, content: null });
      }
    }
  }
  return { ...facts, files, crontab, httpd: { enabled: true, running: true } };
}

const conf = (content: string) => factsOf({ files: { '/etc/httpd.conf': content } });

test('a fresh host gets every step in the order of the design', () => {
  const facts = factsOf({ facts: { httpd: { enabled: false, running: false } } });
  assert.deepEqual(kinds(planned({ facts })), [
    'make-directory /var/www/mta-sts',
    'write-file /var/www/mta-sts/mta-sts.txt',
    'write-file /etc/httpd.conf',
    'enable',
    'start',
    'write-file /etc/acme-client.conf',
    'test-challenge',
    'issue-certificate',
    'reload',
    'fetch-policy',
    'install-crontab',
  ]);
});

test('each file is judged by its own program: acme-client by the handle that is new, and the old file only where it was one', () => {
  const judges = (facts: Facts) => planned({ facts }).steps.flatMap((step) => (step.kind === 'write-file' && step.judge !== null ? [step.judge] : []));
  const handle = 'mta-sts.example.com';
  const warning = 'server "mta-sts.example.com": failed to load public/private keys';
  assert.deepEqual(judges(factsOf()), [{ program: 'httpd', expected: [warning], expectedBefore: null, handle: null }, { program: 'acme-client', expected: [], expectedBefore: null, handle }]);
  const there = factsOf({ files: { '/etc/httpd.conf': 'server "a" {\n\tlisten on * port 80\n}\n', '/etc/acme-client.conf': 'authority le {\n\tapi url "https://ca/dir"\n\taccount key "/etc/acme/k"\n}\n' } });
  assert.deepEqual(judges(there).map(({ expectedBefore, handle: its }) => [expectedBefore, its]), [[[], null], [[], handle]]);
});

test('the plan after an apply is empty', () => {
  for (const config of [TUTORIAL, `${TUTORIAL}[domain example.org]\nmode = none\n[domain bücher.example]\nmax_age = 604800\n`]) {
    const facts = factsOf();
    const after = factsAfter(planned({ config, facts }), facts);
    assert.deepEqual(planned({ config, facts: after }).steps, []);
  }
});

test('the same host and wishes give the same plan', () => {
  assert.deepEqual(planned(), planned());
});

test('a changed policy is one file and one fetch: httpd reads it without a reload', () => {
  const facts = factsOf();
  const after = factsAfter(planned({ facts }), facts);
  assert.deepEqual(kinds(planned({ config: TUTORIAL.replace('86400', '604800'), facts: after })), ['write-file /var/www/mta-sts/mta-sts.txt', 'fetch-policy']);
});

test('a policy file that httpd can\'t read is mended', () => {
  const facts = factsOf();
  const after = factsAfter(planned({ facts }), facts);
  const files = new Map(after.files);
  const path = '/var/www/mta-sts/mta-sts.txt';
  const fact = files.get(path);
  if (fact?.stat) files.set(path, { ...fact, stat: { ...fact.stat, mode: 0o600 } });
  assert.deepEqual(kinds(planned({ facts: { ...after, files } })), [`write-file ${path}`, 'fetch-policy']);
});

test('certificates that httpd may show: ours, and those of servers that speak TLS', () => {
  const text = 'server "a" {\n\tlisten on * port 80\n}\nserver "b" {\n\tlisten on * port 80\n\tlisten on * tls port 443\n\ttls {\n\t\tcertificate "/etc/ssl/b.pem"\n\t\tkey "/etc/ssl/private/b.key"\n\t}\n}\n';
  const facts = factsOf({ files: { '/etc/httpd.conf': text, '/etc/ssl/b.pem': null, '/etc/ssl/private/b.key': null } });
  assert.deepEqual(planned({ facts }).certificates, ['/etc/ssl/mta-sts.example.com.fullchain.pem', '/etc/ssl/b.pem']);
  const after = factsAfter(planned(), factsOf());
  assert.deepEqual([planned({ facts: { ...after, crontab: null } })].map(({ steps, certificates }) => [steps.length, certificates]), [[1, ['/etc/ssl/mta-sts.example.com.fullchain.pem']]], 'however little is done');
  assert.deepEqual(planned({ facts: after }).certificates, [], 'nothing is');
  assert.deepEqual(planned({ facts: conf(text.slice(0, text.indexOf('server "b"'))) }).certificates, ['/etc/ssl/mta-sts.example.com.fullchain.pem']);
});

test('a second domain touches nothing of the first', () => {
  const facts = factsOf();
  const after = factsAfter(planned({ facts }), facts);
  const second = planned({ config: `${TUTORIAL}[domain example.org]\nmode = testing\n`, facts: after });
  assert.ok(written(second.steps, '/etc/httpd.conf').startsWith(after.files.get('/etc/httpd.conf')?.content ?? 'x'));
  assert.ok(written(second.steps, '/etc/acme-client.conf').startsWith(after.files.get('/etc/acme-client.conf')?.content ?? 'x'));
  assert.deepEqual(second.steps.flatMap((step) => (step.kind === 'fetch-policy' ? [step.domain] : [])), ['example.org']);
  assert.deepEqual(second.steps.flatMap((step) => (step.kind === 'issue-certificate' ? [step.handle] : [])), ['mta-sts.example.org']);
});

test('a file that is written for several says for how many', () => {
  const reasons = (config: string) => planned({ config }).steps.flatMap((step) => (step.kind === 'write-file' ? [step.reason] : []));
  assert.deepEqual(reasons(TUTORIAL), ['the policy of example.com', 'the servers of mta-sts.example.com', 'the handle of mta-sts.example.com']);
  assert.deepEqual(reasons(`${TUTORIAL}[domain example.org]\n[domain example.net]\n`), ['the policy of example.com and 2 more', 'the servers of mta-sts.example.com and 2 more', 'the handles of mta-sts.example.com and 2 more']);
});

test('a domain that left the configuration stays served, and the plan says so', () => {
  const facts = factsOf();
  const after = factsAfter(planned({ config: `${TUTORIAL}[domain example.org]\n`, facts }), facts);
  const { steps, notes } = planned({ facts: after });
  assert.deepEqual(steps, []);
  assert.match(notes.join('\n'), /no longer has mta-sts\.example\.org: its servers in/);
});

test('a block of ours that was edited is set right in place', () => {
  const facts = factsOf({ files: { '/etc/httpd.conf': 'server "www.example.com" {\n\tlisten on * port 80\n}\n' } });
  const after = factsAfter(planned({ facts }), facts);
  const right = after.files.get('/etc/httpd.conf')?.content ?? '';
  const edited = `${right.replace('root "/mta-sts"', 'root "/elsewhere"')}\nserver "last.example.com" {\n\tlisten on * port 80\n}\n`;
  const files = new Map(after.files).set('/etc/httpd.conf', { stat: { kind: 'file', mode: 0o640, uid: 0, gid: 0, size: 1 }, content: edited });
  const again = planned({ facts: { ...after, files } });
  assert.equal(written(again.steps, '/etc/httpd.conf'), edited.replace('root "/elsewhere"', 'root "/mta-sts"'));
  const [step] = again.steps;
  assert.equal(step?.kind === 'write-file' && step.after?.mode, 0o640, 'the mode stays');
});

describe('foreign servers of our name', () => {
  const byHand = `server "www.example.com" {
	listen on * port 80
}
# mail policy
server "mta-sts.example.com" {
	listen on * port 80
	block return 404
}
server "mta-sts.example.com" {
	listen on * tls port 443
	root "/policies"
}
server "last.example.com" {
	listen on * port 80
}
`;
  test('are refused with their place', () => {
    const { code, place, next } = refusal({ facts: conf(byHand) });
    assert.deepEqual([code, place], ['httpd-conf-foreign-server', { file: '/etc/httpd.conf', line: 5 }]);
    assert.match(next, /--adopt/);
  });

  test('are taken over where they stand with --adopt', () => {
    const { steps, notes } = planned({ facts: conf(byHand), adopt: true });
    const after = written(steps, '/etc/httpd.conf');
    assert.ok(after.startsWith('server "www.example.com" {\n\tlisten on * port 80\n}\n# mail policy\n# stsctl: challenge server of mta-sts.example.com'));
    assert.ok(after.endsWith('server "last.example.com" {\n\tlisten on * port 80\n}\n'));
    assert.equal(after.match(/mta-sts\.example\.com" \{/g)?.length, 2);
    assert.match(notes.join('\n'), /httpd\.conf:5\) is replaced: the server inherits or has a block/);
  });

  test('that have both ports in one block become two', () => {
    const one = 'server "MTA-STS.example.com" {\n\tlisten on * port 80\n\tlisten on * tls port 443\n}\n';
    const after = written(planned({ facts: conf(one), adopt: true }).steps, '/etc/httpd.conf');
    assert.equal(after.match(/^server /gm)?.length, 2);
  });

  test('that are an alias of another site are refused with the alias\'s line even with --adopt', () => {
    const alias = 'server "www.example.com" {\n\tlisten on * port 80\n\talias "mta-sts.example.com"\n}\n';
    assert.deepEqual(refusal({ facts: conf(alias), adopt: true }).place, { file: '/etc/httpd.conf', line: 3 });
  });
});

describe('what can\'t work is refused before anything is written', () => {
  test('a file that httpd refuses', () => {
    const { code, place, message } = refusal({ facts: conf('server "a" {\n\tlisten on * port 80\n\troot /htdocs\n}\n') });
    assert.deepEqual([code, place], ['httpd-conf-broken', { file: '/etc/httpd.conf', line: 3 }]);
    assert.match(message, /syntax error/);
  });

  test('a file with CRLF line ends', () => {
    assert.equal(refusal({ facts: conf('server "a" {\r\n\tlisten on * port 80\r\n}\r\n') }).code, 'httpd-conf-broken');
  });

  test('a TLS server on our port that asks clients for certificates', () => {
    const facts = factsOf({ files: { '/etc/httpd.conf': 'server "a" {\n\tlisten on * tls port 443\n\ttls client ca "/etc/ssl/ca.pem"\n}\n', '/etc/ssl/ca.pem': null, '/etc/ssl/server.crt': null, '/etc/ssl/private/server.key': null } });
    assert.equal(refusal({ facts }).code, 'httpd-conf-tls-mismatch');
  });

  test('a TLS socket that a server without a certificate would break for ours', () => {
    const one = 'server "www.example.com" {\n\tlisten on 127.0.0.1 port 80\n\tlisten on 127.0.0.1 tls port 443\n}\n';
    const { code, place } = refusal({ facts: conf(one) });
    assert.deepEqual([code, place], ['httpd-conf-unreachable', { file: '/etc/httpd.conf', line: 3 }]);
    const tree = planned({ facts: { ...conf(one), root: '/tree', programs: new Set() } });
    assert.match(tree.notes.join('\n'), /comes first on its TLS socket/);
  });

  test('plain HTTP on port 443', () => {
    assert.equal(refusal({ facts: conf('server "a" {\n\tlisten on * port 443\n}\n') }).code, 'template-result');
  });

  test('a file that acme-client refuses', () => {
    const facts = factsOf({ files: { '/etc/acme-client.conf': 'authority le {\n\tagreement url "x"\n}\n' } });
    assert.deepEqual([refusal({ facts }).code, refusal({ facts }).place], ['acme-client-conf-broken', { file: '/etc/acme-client.conf', line: 2 }]);
  });

  test('a handle of another name that uses our files', () => {
    const facts = factsOf({
      files: { '/etc/acme-client.conf': 'authority le {\n\tapi url "https://ca/dir"\n\taccount key "/etc/acme/k"\n}\ndomain x.example {\n\tdomain key "/etc/ssl/private/mta-sts.example.com.key"\n\tdomain full chain certificate "/etc/ssl/x.pem"\n}\n' },
    });
    assert.match(refusal({ facts }).message, /domain key file already used/);
  });

  test('a handle of ours without a full chain', () => {
    const facts = factsOf({
      files: { '/etc/acme-client.conf': 'authority le {\n\tapi url "https://ca/dir"\n\taccount key "/etc/acme/k"\n}\ndomain mta-sts.example.com {\n\tdomain key "/etc/ssl/private/k"\n\tdomain certificate "/etc/ssl/c.pem"\n}\n' },
    });
    assert.deepEqual([refusal({ facts }).code, refusal({ facts }).place?.line], ['acme-client-conf-handle', 5]);
  });

  const handle = (options: string) => factsOf({
    files: { '/etc/acme-client.conf': `authority le {\n\tapi url "https://ca/dir"\n\taccount key "/etc/acme/k"\n}\ndomain mta-sts.example.com {\n\tdomain key "/etc/ssl/private/k"\n\tdomain full chain certificate "/etc/ssl/c.pem"\n\t${options}\n}\n` },
  });
  test('a handle of ours that puts its challenges elsewhere, or asks for another name', () => {
    assert.match(refusal({ facts: handle('challengedir "/var/www/ch"') }).message, /puts its challenges into \/var\/www\/ch/);
    assert.match(refusal({ facts: handle('domain name "www.example.com"') }).message, /does not name mta-sts\.example\.com/);
  });

  test('another chroot', () => {
    assert.match(refusal({ facts: conf('chroot "/srv"\nserver "a" {\n\tlisten on * port 80\n}\n') }).message, /the chroot is \/srv/);
  });

  test('a link or a file where the directory of the policy should be', () => {
    for (const kind of ['symlink', 'file'] as const) {
      const facts = factsOf();
      const files = new Map(facts.files).set('/var/www/mta-sts', { stat: { kind, mode: 0o777, uid: 0, gid: 0, size: 0 }, content: null });
      assert.deepEqual([refusal({ facts: { ...facts, files } }).code, refusal({ facts: { ...facts, files } }).place?.file], ['host-file-kind', '/var/www/mta-sts']);
    }
  });

  test('a directory in which others could put a link to elsewhere', () => {
    const owned = (path: string, stat: { readonly mode: number; readonly uid: number; readonly gid: number }) => {
      const facts = factsOf();
      return { facts: { ...facts, files: new Map(facts.files).set(path, { stat: { kind: 'directory', size: 0, ...stat }, content: null }) } };
    };
    for (const [path, stat, why] of [
      ['/var/www', { mode: 0o755, uid: 67, gid: 67 }, /belongs to uid 67/],
      ['/var/www', { mode: 0o777, uid: 0, gid: 1 }, /writable by all/],
      ['/var', { mode: 0o775, uid: 0, gid: 67 }, /writable by group 67/],
      ['/etc', { mode: 0o777, uid: 0, gid: 0 }, /writable by all/],
    ] as const) {
      const { code, place, message } = refusal(owned(path, stat));
      assert.deepEqual([code, place?.file], ['host-unsafe', path]);
      assert.match(message, why);
    }
    for (const [path, stat] of [
      ['/var/www', { mode: 0o775, uid: 0, gid: 0 }],
      ['/var/www', { mode: 0o1777, uid: 0, gid: 1 }],
      ['/var/www/mta-sts', { mode: 0o755, uid: 67, gid: 67 }],
    ] as const) planned(owned(path, stat));
  });

  test('a renewal template that does not renew the handle', () => {
    const own = new Map(TEMPLATES).set('crontab/renew.hbs', compileTemplate('renew.hbs', '~ ~ * * * /usr/bin/true\n'));
    const result = plan(desiredOf(TUTORIAL, own), factsOf(), { adopt: false, force: false, now: NOW });
    assert.ok(!result.ok);
    assert.equal(result.diagnostics[0]?.code, 'template-result');
  });

  const withTemplate = (name: string, source: string) => {
    const result = plan(desiredOf(TUTORIAL, new Map(TEMPLATES).set(name, compileTemplate(`/etc/stsctl/templates/${name}`, source))), factsOf(), { adopt: false, force: false, now: NOW });
    assert.ok(!result.ok);
    return result.diagnostics.map(({ code, place, message }) => `${code} ${place?.file}: ${message}`);
  };
  test('a template that makes no handle of ours, or another one', () => {
    const name = 'acme-client.conf/domain.hbs';
    const other = 'domain "www.example.com" {\n\tdomain key "/etc/ssl/private/w.key"\n\tdomain full chain certificate "/etc/ssl/w.pem"\n\tsign with {{quote authority}}\n}\n';
    const elsewhere = 'domain {{quote handle}} {\n\tdomain key {{quote key}}\n\tdomain full chain certificate {{quote certificate}}\n\tchallengedir "/var/www/ch"\n\tsign with {{quote authority}}\n}\n';
    for (const source of ['# none\n', other, elsewhere]) assert.match(withTemplate(name, source).join('\n'), /^template-result \/etc\/stsctl\/templates\/acme-client.conf\/domain.hbs: makes no handle "mta-sts.example.com"/);
  });

  test('a template whose server does not serve its role', () => {
    const head = 'server {{quote policyHost}} {\n{{#each listens}}\n\tlisten on {{address}} port {{port}}\n{{/each}}\n';
    assert.match(withTemplate('httpd.conf/mta-sts-challenge.hbs', `${head}\tblock return 301 "https://$SERVER_NAME$REQUEST_URI"\n}\n`).join(), /template-result .*challenge server.*the server inherits or has a block/);
    assert.match(withTemplate('httpd.conf/mta-sts-challenge.hbs', `${head}\troot "/acme"\n}\n`).join(), /it looks for challenges at \/var\/www\/acme\/\.well-known/);
    const tls = `${head.replace('port', 'tls port')}\ttls {\n\t\tcertificate {{quote certificate}}\n\t\tkey {{quote key}}\n\t}\n\tlocation "/.well-known/acme-challenge/*" {\n\t\troot "/acme"\n\t\trequest strip 2\n\t}\n`;
    assert.match(withTemplate('httpd.conf/mta-sts-policy.hbs', `${tls}}\n`).join(), /template-result .*policy server.*it serves the policy from \/var\/www\/htdocs\/\.well-known\/mta-sts\.txt, and stsctl writes \/var\/www\/mta-sts\/mta-sts\.txt/);
    assert.match(withTemplate('httpd.conf/mta-sts-policy.hbs', `${tls}\tlocation "/.well-known/mta-sts.txt" {\n\t\tblock\n\t}\n}\n`).join(), /template-result .*policy server.*location "\/\.well-known\/mta-sts\.txt" inherits or has a block/);
  });

  test('types that make a policy something else, also with --adopt and when nothing else changes', () => {
    const types = 'types {\n\ttext/html html\n\ttext/html txt\n}\n';
    assert.deepEqual([refusal({ facts: conf(types) }).code, refusal({ facts: conf(types) }).place?.line], ['httpd-conf-types', 1]);
    assert.equal(refusal({ facts: conf(types), adopt: true }).code, 'httpd-conf-types');
    const first = planned();
    const after = factsAfter(first, factsOf());
    const files = new Map(after.files);
    const content = `${types}${files.get('/etc/httpd.conf')?.content ?? ''}`;
    files.set('/etc/httpd.conf', { stat: { kind: 'file', mode: 0o644, uid: 0, gid: 0, size: content.length }, content });
    assert.equal(refusal({ facts: { ...after, files } }).code, 'httpd-conf-types');
  });

  test('a host without the base programs', () => {
    assert.equal(refusal({ facts: factsOf({ facts: { programs: new Set() } }) }).code, 'host-program-missing');
  });

  test('a host that runs another system, unless it is forced; a tree runs none', () => {
    for (const [system, named] of [['Linux', 'Linux'], ['', 'no system that uname(1) names']] as const) {
      const facts = factsOf({ facts: { system } });
      assert.deepEqual([refusal({ facts }).code, refusal({ facts }).message], ['host-not-openbsd', `mx1 runs ${named}, not OpenBSD`]);
      const forced = plan(desiredOf(TUTORIAL), facts, { adopt: false, force: true, now: NOW });
      assert.ok(forced.ok);
      assert.match(forced.value.notes[0] ?? '', /not OpenBSD; --force goes on all the same/);
    }
    assert.deepEqual(planned({ facts: factsOf({ facts: { system: null } }) }).notes, planned().notes);
  });

  test('a template that makes something httpd refuses, with the template named', () => {
    const name = 'httpd.conf/mta-sts-policy.hbs';
    const broken = new Map(TEMPLATES).set(name, compileTemplate('/etc/stsctl/templates/x.hbs', 'server {{quote policyHost}} {\n\tlisten on * tls port 443\n\troot /x\n}\n'));
    const result = plan(desiredOf(TUTORIAL, broken), factsOf(), { adopt: false, force: false, now: NOW });
    assert.ok(!result.ok);
    assert.equal(result.diagnostics[0]?.code, 'template-result');
  });
});

test('an existing handle decides which certificate is served, and stays as it is', () => {
  const handle = 'authority le {\n\tapi url "https://ca/dir"\n\taccount key "/etc/acme/k"\n}\ndomain mta-sts.example.com {\n\tdomain key "/etc/ssl/private/own.key"\n\tdomain full chain certificate "/etc/ssl/own.pem"\n}\n';
  const facts = factsOf({ files: { '/etc/acme-client.conf': handle, '/etc/ssl/own.pem': null, '/etc/ssl/private/own.key': null } });
  const { steps } = planned({ facts });
  assert.match(written(steps, '/etc/httpd.conf'), /certificate "\/etc\/ssl\/own\.pem"\n\t\tkey "\/etc\/ssl\/private\/own\.key"/);
  assert.ok(!steps.some(({ kind }) => kind === 'issue-certificate'));
  assert.equal(written(steps, '/etc/acme-client.conf'), '');
});

test('a crontab line that renews the handle already is not doubled; other lines stay', () => {
  const facts = factsOf({ facts: { crontab: '0 0 * * * /usr/sbin/acme-client mta-sts.example.com && rcctl reload httpd\n' } });
  assert.ok(!planned({ facts }).steps.some(({ kind }) => kind === 'install-crontab'));
  const other = factsOf({ facts: { crontab: '# mine\n0 0 * * * /usr/sbin/acme-client www.example.com\n' } });
  const step = planned({ facts: other }).steps.find((each) => each.kind === 'install-crontab');
  assert.ok(step?.kind === 'install-crontab' && step.after?.startsWith('# mine\n0 0 * * * /usr/sbin/acme-client www.example.com\n~'));
});

test('however a crontab line runs acme-client, its handle is renewed', () => {
  for (const command of ['doas -u root acme-client -v $h', 'test -f /etc/x || acme-client $h', "sh -c 'acme-client $h'", 'for h in a $h; do acme-client $h; done', 'out=$(acme-client $h 2>&1) || echo "$out"', 'until acme-client -f /etc/a.conf "$h"; do sleep 60; done', '{ acme-client $h; } &']) {
    const facts = factsOf({ facts: { crontab: `0 1 * * * ${command.replace(/\$h\b(?!; done)/, 'mta-sts.example.com')}\n` } });
    assert.ok(!planned({ facts }).steps.some(({ kind }) => kind === 'install-crontab'), command);
  }
});

test('a line that only names the handle, checks or revokes it is no renewal', () => {
  for (const command of ['echo acme-client mta-sts.example.com', 'root acme-client mta-sts.example.com', 'acme-client -D mta-sts.example.com', 'acme-client a mta-sts.example.com', 'true %acme-client mta-sts.example.com', 'echo mta-sts.example.com acme-client', 'acme-client -n mta-sts.example.com', 'acme-client -r mta-sts.example.com', 'true # acme-client mta-sts.example.com']) {
    const facts = factsOf({ facts: { crontab: `0 1 * * * ${command}\n` } });
    assert.ok(planned({ facts }).steps.some(({ kind }) => kind === 'install-crontab'), command);
  }
});

test('a crontab line that renews and never reloads httpd is left alone, and told', () => {
  const notes = (crontab: string) => planned({ facts: factsOf({ facts: { crontab } }) }).notes;
  const never = ['&& rcctl reload smtpd', '|| rcctl reload httpd', '# && rcctl reload httpd', ''];
  for (const rest of never) {
    const facts = factsOf({ facts: { crontab: `# mine\n0 0 * * * acme-client mta-sts.example.com ${rest}\n` } });
    const { steps, notes: [note] } = planned({ facts });
    assert.ok(!steps.some(({ kind }) => kind === 'install-crontab'), rest);
    assert.match(note ?? '', /^crontab of root, line 2: renews mta-sts\.example\.com and never reloads httpd/, rest);
  }
  for (const line of ['acme-client mta-sts.example.com && rcctl reload httpd', 'acme-client mta-sts.example.com && /root/after', 'acme-client www.example.com', 'acme-client mta-sts.example.com\n0 1 * * * rcctl reload httpd']) {
    assert.deepEqual(notes(`0 0 * * * ${line}\n`), [], line);
  }
});

test('blocks that move before a new catch-all are named and proved', () => {
  const facts = factsOf();
  const after = factsAfter(planned({ facts }), facts);
  const content = `server "*" {\n\tlisten on * port 80\n}\n\n${after.files.get('/etc/httpd.conf')?.content ?? ''}`;
  const files = new Map(after.files).set('/etc/httpd.conf', { stat: { kind: 'file', mode: 0o644, uid: 0, gid: 0, size: 1 }, content });
  const { steps } = planned({ facts: { ...after, files } });
  assert.equal(steps[0]?.reason, 'the servers of mta-sts.example.com');
  assert.ok(steps.some(({ kind }) => kind === 'fetch-policy'));
});

test('the policy is fetched from those of its addresses that are this host\'s, else from the loopback address', () => {
  const connect = (addresses: string[]) => planned({ facts: factsOf({ facts: { addresses } }) }).steps.flatMap((step) => (step.kind === 'fetch-policy' ? step.connect : []));
  assert.deepEqual(connect(['127.0.0.1', '2001:db8::7334']), ['2001:db8::7334']);
  assert.deepEqual(connect(['127.0.0.1', '192.168.1.2']), ['127.0.0.1']);
});

test('below a root without programs the files are written and the commands are left', () => {
  const facts = factsOf({ facts: { root: '/tree', programs: new Set(), httpd: null } });
  const { steps, left } = planned({ facts });
  assert.ok(steps.every(({ kind }) => kind === 'make-directory' || kind === 'write-file'));
  assert.deepEqual(left.map((step) => (step.kind === 'daemon' ? step.action : step.kind)), ['enable', 'start', 'test-challenge', 'issue-certificate', 'reload', 'fetch-policy', 'install-crontab']);
});

test('a comment between our marker and its server is kept, and the block stays ours', () => {
  const after = factsAfter(planned(), factsOf());
  const content = (after.files.get('/etc/httpd.conf')?.content ?? '').replace('changes here are lost\n', 'changes here are lost\n# ticket 42\n');
  const facts = (text: string): Facts => ({ ...after, files: new Map(after.files).set('/etc/httpd.conf', { stat: { kind: 'file', mode: 0o644, uid: 0, gid: 0, size: text.length }, content: text }) });
  assert.deepEqual(planned({ facts: facts(content) }).steps, []);
  const changed = planned({ facts: facts(content.replace('return 301', 'return 302')) });
  assert.match(written(changed.steps, '/etc/httpd.conf'), /^# ticket 42\n# stsctl: challenge server of mta-sts\.example\.com; changes here are lost\nserver /);
});

test('a domain that left the configuration is named, and that its server shares the policy that changes', () => {
  const two = `${TUTORIAL}\n[domain example.net]\naddress[] = 203.0.113.1\n`;
  const after = factsAfter(planned({ config: two }), factsOf());
  const { notes, steps } = planned({ facts: after, config: TUTORIAL.replace('86400', '604800') });
  assert.match(notes.join('\n'), /no longer has mta-sts\.example\.net: its servers in \/etc\/httpd\.conf and its handle stay, and serve \/var\/www\/mta-sts\/mta-sts\.txt as it is for the others; stsctl renew does not look after it/);
  assert.ok(!steps.some((step) => step.kind === 'write-file' && step.path === '/etc/httpd.conf'));
});

describe('where stsctl is installed', () => {
  const agent = ['/usr/local/bin/node', '/usr/local/lib/node_modules/stsctl/bin/stsctl'];
  const crontabOf = (facts: Facts, config = TUTORIAL) => {
    const step = planned({ facts, config }).steps.find((each) => each.kind === 'install-crontab');
    return step?.kind === 'install-crontab' ? step.after : null;
  };

  test('one line looks after every certificate, and the next plan knows it', () => {
    const two = `${TUTORIAL}\n[domain example.net]\naddress[] = 203.0.113.1\n`;
    const line = `~\t~\t*\t*\t*\t-ns ${agent.join(' ')} renew\n`;
    assert.equal(crontabOf(factsOf({ facts: { agent } }), two), line);
    assert.equal(crontabOf(factsOf({ facts: { agent, crontab: line } }), two), null);
    assert.equal(crontabOf(factsOf({ facts: { agent: [...agent, '-f', '/etc/other.conf'] } })), line.replace(' renew', ' -f /etc/other.conf renew'));
  });

  test('a line that runs it in another way is known, one that only mentions it is not', () => {
    const runs = (command: string) => crontabOf(factsOf({ facts: { agent, crontab: `0 1 * * * ${command}\n` } })) === null;
    for (const command of ['cd / && /usr/local/bin/stsctl renew >/dev/null', '/usr/local/bin/stsctl -q renew -v', 'sleep 60; node /opt/stsctl renew # nightly']) assert.ok(runs(command), command);
    for (const command of ['echo /usr/local/bin/stsctl renew', '/usr/local/bin/stsctl -n renew', '/usr/local/bin/stsctl renew --dry-run', '/usr/local/bin/stsctl check renew', 'true # stsctl renew', '/bin/echo /usr/local/bin/stsctl renew', '/usr/local/bin/stsctl -f /etc/other.conf renew']) assert.ok(!runs(command), command);
  });

  test('a line that renews the only handle is not doubled', () => {
    assert.equal(crontabOf(factsOf({ facts: { agent, crontab: '0 1 * * * acme-client mta-sts.example.com && rcctl reload httpd\n' } })), null);
  });

  test('a path that cron or the shell would read otherwise is not put into a line', () => {
    assert.match(crontabOf(factsOf({ facts: { agent: ['/opt/my node/node', '/opt/stsctl'] } })) ?? '', /-ns \/usr\/sbin\/acme-client mta-sts\.example\.com;/);
  });

  test('a line of the base system restarts what shares the certificate', () => {
    const after = crontabOf(factsOf(), `${TUTORIAL}\n[acme]\nalso_restart[] = smtpd\n`);
    assert.match(after ?? '', /0\) \/usr\/sbin\/rcctl reload httpd && \/usr\/sbin\/rcctl restart smtpd ;;/);
  });
});

test('after a run that was killed httpd is reloaded and every policy fetched, though no file differs', () => {
  const after = factsAfter(planned(), factsOf());
  assert.deepEqual(planned({ facts: after }).steps, []);
  const files = new Map(after.files).set('/var/db/stsctl/lock', { stat: { kind: 'file', mode: 0o600, uid: 0, gid: 0, size: 40 }, content: null });
  assert.deepEqual(kinds(planned({ facts: { ...after, files } })), ['reload', 'fetch-policy']);
});

test('a missing include is told with its line', () => {
  for (const [path, text] of [['/etc/httpd.conf', '\n\ninclude "/etc/none.conf"\n'], ['/etc/acme-client.conf', '\n\ninclude "/etc/none.conf"\n']] as const) {
    const result = plan(desiredOf(TUTORIAL), factsOf({ files: { [path]: text } }), { adopt: false, force: false, now: NOW });
    assert.ok(!result.ok);
    assert.deepEqual(result.diagnostics[0]?.place, { file: path, line: 3 });
    assert.match(result.diagnostics[0]?.message ?? '', /failed to include file \/etc\/none\.conf/);
  }
});

test('a host behind a jump host whose name has no address here: address[] is asked for, never this machine\'s own loopback', () => {
  const config = TUTORIAL.replace(/^address.*\n/gm, '');
  const { code, message, next } = refusal({ config, facts: factsOf({ facts: { reach: 'inner' } }) });
  assert.equal(code, 'config-incomplete');
  assert.match(message, /^\[domain example\.com\] has no address\[\], and mx1 is reached by a name \(inner\) that has no address here/);
  assert.match(next, /address\[\] = ADDRESS$/);
  const at = (reach: string | null, text: string) => planned({ config: text, facts: factsOf({ facts: { reach } }) }).steps.flatMap((step) => (step.kind === 'fetch-policy' ? step.connect : []));
  assert.deepEqual(at('192.0.2.7', config), ['192.0.2.7']);
  assert.deepEqual(at('inner', TUTORIAL), ['203.0.113.1']);
});
