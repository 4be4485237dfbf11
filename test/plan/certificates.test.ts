// What the planner makes of the certificates and keys on disk.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { formatPlan, parsePlan } from '../../src/formats/plan/plan-json.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import type { Facts } from '../../src/model/facts.ts';
import type { Step } from '../../src/model/plan.ts';
import { plan } from '../../src/plan/plan.ts';
import { planRenewal } from '../../src/plan/plan-renewal.ts';
import { desiredOf } from '../support/desired.ts';
import { factsOf } from '../support/facts.ts';
import { TUTORIAL } from '../support/tutorial.ts';

const folder = mkdtempSync(join(tmpdir(), 'stsctl-certificates-'));
after(() => rmSync(folder, { recursive: true }));

interface Pair {
  readonly certificate: string;
  readonly publicKey: string;
}

let count = 0;
/** Self-signed; the planner asks for no chain, senders do. */
function pair(...names: readonly string[]): Pair {
  const key = join(folder, `${(count += 1)}.key`);
  const san = `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`;
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key, '-out', `${key}.pem`, '-subj', '/CN=x', '-addext', san, '-days', '10'], { stdio: 'ignore' });
  return { certificate: readFileSync(`${key}.pem`, 'latin1'), publicKey: execFileSync('openssl', ['pkey', '-in', key, '-pubout'], { encoding: 'latin1' }) };
}

const CHAIN = '/etc/ssl/mta-sts.example.com.fullchain.pem';
const KEY = '/etc/ssl/private/mta-sts.example.com.key';
const good = pair('mta-sts.example.com');
const DAY = 24 * 3600 * 1000;

interface Disk {
  readonly certificate?: string;
  /** PEM, null for a file that is no key. */
  readonly publicKey?: string | null;
  readonly keyMode?: number;
  readonly config?: string;
  readonly days?: number;
  readonly acme?: string;
  readonly more?: Readonly<Record<string, string>>;
}

function facts({ certificate, publicKey, keyMode = 0o400, acme, more = {} }: Disk): Facts {
  const files: Record<string, string | null> = { ...more };
  if (certificate !== undefined) files[CHAIN] = certificate;
  if (publicKey !== undefined) files[KEY] = null;
  if (acme !== undefined) files['/etc/acme-client.conf'] = acme;
  const base = factsOf({ files, facts: { publicKeys: new Map(publicKey === undefined ? [] : [[KEY, publicKey]]) } });
  const key = base.files.get(KEY);
  if (!key?.stat) return base;
  return { ...base, files: new Map(base.files).set(KEY, { stat: { ...key.stat, mode: keyMode }, content: null }) };
}

function planOf(disk: Disk) {
  return plan(desiredOf(disk.config ?? TUTORIAL), facts(disk), { adopt: false, force: false, now: new Date(Date.now() + (disk.days ?? 0) * DAY) });
}

function steps(disk: Disk): Step[] {
  const result = planOf(disk);
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.diagnostics, null, 1));
  assert.deepEqual(parsePlan(formatPlan(result.value)), { ok: true, value: result.value }, 'a plan that is made can be saved and read');
  return [...result.value.steps];
}

function refusal(disk: Disk): Diagnostic | undefined {
  const result = planOf(disk);
  assert.ok(!result.ok);
  return result.diagnostics[0];
}

/** What is done about the certificate, in order. */
function work(disk: Disk): string[] {
  return steps(disk).flatMap((step) => {
    if (step.kind === 'move-file') return [`set aside ${step.from}`];
    if (step.kind === 'issue-certificate') return [`issue ${step.handle}: ${step.reason}`];
    return step.kind === 'change-mode' ? [`chmod ${step.after.toString(8)} ${step.path}`] : [];
  });
}

const ISSUE = 'issue mta-sts.example.com: ';

test('a certificate that senders accept is left to the renewal', () => {
  assert.deepEqual(work(good), []);
});

const CASES: readonly (readonly [string, Disk, readonly string[]])[] = [
  ['none', {}, [`${ISSUE}there is no ${CHAIN} yet`]],
  ['no key', { certificate: good.certificate }, [`set aside ${CHAIN}`, `${ISSUE}there is no ${KEY}`]],
  ['a key alone', { publicKey: good.publicKey }, [`${ISSUE}there is no ${CHAIN}`]],
  ['empty', { ...good, certificate: '' }, [`set aside ${CHAIN}`, `${ISSUE}${CHAIN} is empty`]],
  ['cut off', { ...good, certificate: good.certificate.slice(0, 300) }, [`set aside ${CHAIN}`, `${ISSUE}${CHAIN} does not begin with a whole certificate`]],
  ['for another key', { ...good, publicKey: pair('x.example').publicKey }, [`set aside ${CHAIN}`, `${ISSUE}${CHAIN} is not for the key in ${KEY}`]],
  ['a key that is none', { ...good, publicKey: null }, [`set aside ${CHAIN}`, `set aside ${KEY}`, `${ISSUE}${KEY} holds no key that can be used`]],
  ['a key that is none, and no certificate', { publicKey: null }, [`set aside ${KEY}`, `${ISSUE}there is no ${CHAIN}`]],
  ['for another name', pair('www.example.com'), [`${ISSUE}${CHAIN} does not name mta-sts.example.com`]],
  ['expired', { ...good, days: 11 }, [`${ISSUE}${CHAIN} has expired on ${new Date(Date.now() + 10 * DAY).toISOString().slice(0, 10)}`]],
  ['a key that all can read', { ...good, keyMode: 0o644 }, [`chmod 400 ${KEY}`]],
];
for (const [title, disk, expected] of CASES) test(`${title}: repaired, the old file kept`, () => assert.deepEqual(work(disk), expected));

test('a pair of ours that is no pair is set aside before httpd reads it again: it keeps nothing from being planned', () => {
  const first = steps(good).find((step) => step.kind === 'write-file' && step.path === '/etc/httpd.conf');
  const more = { '/etc/httpd.conf': first?.kind === 'write-file' ? (first.after?.content ?? '') : '' };
  for (const broken of [{ certificate: '' }, { publicKey: pair('x.example').publicKey }]) {
    const all = work({ ...good, ...broken, more });
    assert.deepEqual([all[0], all.length], [`set aside ${CHAIN}`, 2]);
  }
});

test('not valid yet: refused, since a new one would be no better under such a clock', () => {
  const found = refusal({ ...good, days: -2 });
  assert.deepEqual([found?.code, found?.place?.file], ['certificate-unusable', CHAIN]);
  assert.match(found?.next ?? '', /^set the clock of the host \(rdate\(8\), ntpd\(8\)\), then/);
  const behind = plan(desiredOf(TUTORIAL), { ...facts(good), clockAheadMs: -2 * DAY }, { adopt: false, force: false, now: new Date(Date.now() - 2 * DAY) });
  assert.ok(!behind.ok);
  assert.match(behind.diagnostics[0]?.next ?? '', /^the clock of mx1 is .*behind.*then: stsctl plan$/);
});

test('a key that all can read through a symbolic link is refused: apply would not change its mode', () => {
  const found = facts({ ...good, keyMode: 0o644 });
  const result = plan(desiredOf(TUTORIAL), { ...found, linkedKeys: new Set([KEY]) }, { adopt: false, force: false, now: new Date() });
  assert.ok(!result.ok);
  assert.deepEqual([result.diagnostics[0]?.code, result.diagnostics[0]?.place?.file], ['certificate-unusable', KEY]);
  assert.match(result.diagnostics[0]?.next ?? '', new RegExp(`^chmod 400 ${KEY}`));
});

test('a key of another client that all can read is told', () => {
  const config = `${TUTORIAL}certificate_file = ${CHAIN}\nkey_file = ${KEY}\n`;
  const result = planOf({ ...good, keyMode: 0o644, config });
  assert.ok(result.ok);
  assert.match(result.value.notes.join('\n'), new RegExp(`${KEY}, the key of mta-sts\\.example\\.com: others than root can read or write it; .*chmod 400`));
  assert.deepEqual(work({ ...good, keyMode: 0o644, config }), []);
  const kept = planOf({ ...good, config });
  assert.ok(kept.ok);
  assert.doesNotMatch(kept.value.notes.join('\n'), /the key of/);
});

test('a key of ours that all can read keeps acme-client.conf from nothing', () => {
  const acme = `authority le {\n\tapi url "https://ca/dir"\n\taccount key "/etc/acme/k"\n}\ndomain mta-sts.example.com {\n\tdomain key "${KEY}"\n\tdomain full chain certificate "${CHAIN}"\n}\n`;
  assert.deepEqual(work({ ...good, acme, keyMode: 0o640 }), [`chmod 400 ${KEY}`]);
});

test('a key of somebody else that all can read is theirs to mend: acme-client would refuse the file that stsctl writes', () => {
  const acme = 'authority le {\n\tapi url "https://ca/dir"\n\taccount key "/etc/acme/k"\n}\ndomain www.example.com {\n\tdomain key "/etc/ssl/private/www.key"\n\tdomain full chain certificate "/etc/ssl/www.pem"\n}\n';
  const base = facts({ ...good, acme });
  const open = { stat: { kind: 'file' as const, mode: 0o644, uid: 0, gid: 0, size: 1 }, content: null };
  const result = plan(desiredOf(TUTORIAL), { ...base, files: new Map(base.files).set('/etc/ssl/private/www.key', open) }, { adopt: false, force: false, now: new Date() });
  assert.ok(!result.ok);
  assert.deepEqual(result.diagnostics.map(({ code, place, next }) => [code, place?.file, next]), [['acme-client-conf-broken', '/etc/acme-client.conf', 'chmod 400 /etc/ssl/private/www.key, then: stsctl plan']]);
});

describe('a pair of another site that httpd could not load', () => {
  const www = 'server "www.example.com" {\n\tlisten on * tls port 443\n\ttls {\n\t\tcertificate "/etc/ssl/www.pem"\n\t\tkey "/etc/ssl/private/www.key"\n\t}\n}\n';
  const withSite = (pem: string, acme?: string) => {
    const found = facts({ ...good, more: { '/etc/httpd.conf': www, '/etc/ssl/www.pem': pem }, ...(acme === undefined ? {} : { acme }) });
    const key = { stat: { kind: 'file' as const, mode: 0o400, uid: 0, gid: 0, size: 1 }, content: null };
    return { ...found, files: new Map(found.files).set('/etc/ssl/private/www.key', key), publicKeys: new Map(found.publicKeys).set('/etc/ssl/private/www.key', pair('www.example.com').publicKey) };
  };
  const planWith = (pem: string) => plan(desiredOf(TUTORIAL), withSite(pem), { adopt: false, force: false, now: new Date() });

  test('no reload is planned: it would end TLS for every site of the port', () => {
    for (const [pem, what] of [['', /does not begin with a whole certificate/], [good.certificate, /is not for the key in/]] as const) {
      const result = planWith(pem);
      assert.ok(!result.ok);
      assert.deepEqual([result.diagnostics[0]?.code, result.diagnostics[0]?.place], ['httpd-conf-unreachable', { file: '/etc/httpd.conf', line: 1 }]);
      assert.match(result.diagnostics[0]?.message ?? '', what);
    }
  });

  test('the renewal is told, and does not reload either', () => {
    const acme = `authority le {\n\tapi url "https://ca/dir"\n\taccount key "/etc/acme/k"\n}\ndomain mta-sts.example.com {\n\tdomain key "${KEY}"\n\tdomain full chain certificate "${CHAIN}"\n}\n`;
    const result = planRenewal(desiredOf(TUTORIAL), withSite('', acme));
    assert.ok(result.ok);
    assert.deepEqual(result.value.broken, [{ certificate: '/etc/ssl/www.pem', what: '/etc/ssl/www.pem does not begin with a whole certificate' }]);
  });
});

test('a directory where a certificate or key should be is refused', () => {
  for (const path of [CHAIN, KEY]) {
    const found = facts(good);
    const files = new Map(found.files).set(path, { stat: { kind: 'directory', mode: 0o755, uid: 0, gid: 0, size: 0 }, content: null });
    const result = plan(desiredOf(TUTORIAL), { ...found, files }, { adopt: false, force: false, now: new Date() });
    assert.ok(!result.ok);
    assert.match(result.diagnostics[0]?.message ?? '', new RegExp(`${path} is no regular file`));
  }
  const both = facts(good);
  const directory = { stat: { kind: 'directory' as const, mode: 0o755, uid: 0, gid: 0, size: 0 }, content: null };
  const result = plan(desiredOf(TUTORIAL), { ...both, files: new Map(both.files).set(CHAIN, directory).set(KEY, directory) }, { adopt: false, force: false, now: new Date() });
  assert.deepEqual(result.ok ? [] : result.diagnostics.map(({ message }) => message), [`can't be served to senders: ${CHAIN} is no regular file`]);
});

describe('certificate_file and key_file', () => {
  const config = `${TUTORIAL}certificate_file = ${CHAIN}\nkey_file = ${KEY}\n`;
  test('are served as they are, with no handle, no issue and no renewal', () => {
    const all = steps({ ...good, config });
    assert.ok(!all.some((step) => step.kind === 'issue-certificate' || step.kind === 'install-crontab' || (step.kind === 'write-file' && step.path === '/etc/acme-client.conf')));
    const httpd = all.find((step) => step.kind === 'write-file' && step.path === '/etc/httpd.conf');
    assert.ok(httpd?.kind === 'write-file' && httpd.after?.content.includes(`certificate "${CHAIN}"`));
  });
  for (const [title, disk] of [['missing', {}], ['expired', { ...good, days: 11 }], ['for another name', pair('www.example.com')], ['not for its key', { ...good, publicKey: pair('x').publicKey }]] as const) {
    test(`${title}: refused, with who can mend it`, () => {
      const found = refusal({ ...disk, config });
      assert.equal(found?.code, 'certificate-unusable');
      assert.match(found?.next ?? '', /have the client that writes it renew it/);
    });
  }
});

describe('one certificate for several', () => {
  const config = `${TUTORIAL}\n[domain example.net]\ncertificate = example.com\naddress[] = 203.0.113.1\n`;
  const handle = (names: string) => `# mine\nauthority le {\n\tapi url "https://ca/dir"\n\taccount key "/etc/acme/k"\n}\ndomain mta-sts.example.com {\n${names}\tdomain key "${KEY}"\n\tdomain full chain certificate "${CHAIN}"\n}\n# end\n`;
  const acmeAfter = (disk: Disk) => {
    const step = steps(disk).find((each) => each.kind === 'write-file' && each.path === '/etc/acme-client.conf');
    return step?.kind === 'write-file' ? (step.after?.content ?? '') : null;
  };

  test('a new handle names them all, is issued once and renewed once', () => {
    assert.match(acmeAfter({ config }) ?? '', /^domain "mta-sts\.example\.com" \{\n\talternative names \{ "mta-sts\.example\.net" \}\n\tdomain key/m);
    assert.deepEqual(work({ config }), [`${ISSUE}there is no ${CHAIN} yet`]);
    const all = steps({ config });
    assert.equal(all.filter(({ kind }) => kind === 'test-challenge').length, 2);
    const crontab = all.find((step) => step.kind === 'install-crontab');
    assert.equal(crontab?.kind === 'install-crontab' && crontab.after?.match(/acme-client/g)?.length, 1);
  });

  test('it must name each of them, whichever comes first', () => {
    const acme = handle('\talternative names { mta-sts.example.net }\n');
    for (const [has, lacks] of [['com', 'net'], ['net', 'com']] as const) assert.deepEqual(work({ ...pair(`mta-sts.example.${has}`), config, acme }), [`${ISSUE}${CHAIN} does not name mta-sts.example.${lacks}`]);
  });

  test('a name that joins is added to the handle, and not another byte changes', () => {
    const before = handle('');
    const after = acmeAfter({ ...good, config, acme: before });
    assert.equal(after, before.replace('\n}\n# end', '\n\talternative names { "mta-sts.example.net" }\n}\n# end'));
    assert.deepEqual(work({ ...good, config, acme: before }), [`${ISSUE}${CHAIN} does not name mta-sts.example.net`]);
  });

  test('a handle that names them already stays as it is', () => {
    const both = pair('mta-sts.example.com', 'mta-sts.example.net');
    const acme = handle('\talternative names { mta-sts.example.net }\n');
    assert.equal(acmeAfter({ ...both, config, acme }), null);
    assert.deepEqual(work({ ...both, config, acme }), []);
  });

  const apart = config.replace('certificate = example.com\n', '');

  test('a name that has left the group, or the configuration, leaves the handle', () => {
    const both = pair('mta-sts.example.com', 'mta-sts.example.net');
    for (const changed of [apart, TUTORIAL]) {
      const acme = handle('\talternative names { mta-sts.example.net }\n');
      assert.ok(acmeAfter({ ...both, config: changed, acme })?.startsWith(handle('')));
      const several = handle('\talternative names { "www.example.com", "mta-sts.example.net"\n\t\tmail.example.com }\n');
      assert.ok(acmeAfter({ ...both, config: changed, acme: several })?.startsWith(handle('\talternative names { "www.example.com",\n\t\tmail.example.com }\n')));
      const result = planOf({ ...both, config: changed, acme });
      assert.ok(result.ok);
      assert.match(result.value.notes.join('\n'), /mta-sts\.example\.net leaves handle "mta-sts\.example\.com", whose certificate will not name it from the next renewal on/);
    }
    assert.deepEqual(work({ ...both, config: TUTORIAL, acme: handle('\talternative names { mta-sts.example.net }\n') }), [], 'the renewal asks for the smaller one');
  });

  test('it stays in a handle that is not as stsctl writes them, and the plan says why', () => {
    const both = pair('mta-sts.example.com', 'mta-sts.example.net');
    const server = 'server "www.example.com" {\n\tlisten on * tls port 443\n\ttls {\n\t\tcertificate "/etc/ssl/mta-sts.example.com.fullchain.pem"\n\t\tkey "/etc/ssl/private/mta-sts.example.com.key"\n\t}\n}\n';
    const cases: readonly (readonly [string, Readonly<Record<string, string>>, RegExp])[] = [
      ['\tdomain certificate "/etc/ssl/own.pem"\n\talternative names { mta-sts.example.net }\n', {}, /since it is not as stsctl writes them/],
      ['\talternative names { mta-sts.example.net # see ticket 7\n\t}\n', {}, /since its list of names is not one that stsctl can change/],
      ['\talternative names { mta-sts.example.net }\n', { '/etc/httpd.conf': server }, /since server "www\.example\.com" \(\/etc\/httpd\.conf:1\), which is not stsctl's, uses its certificate/],
    ];
    for (const [names, more, why] of cases) {
      const result = planOf({ ...both, config: TUTORIAL, acme: handle(names), more });
      assert.ok(result.ok);
      assert.match(result.value.notes.join('\n'), why);
      assert.equal(acmeAfter({ ...both, config: TUTORIAL, acme: handle(names), more }), null);
    }
  });

  test('a name that joins a certificate in use can be taken back by itself', () => {
    const before = handle('');
    const step = steps({ ...good, config, acme: before }).find((each) => each.kind === 'write-file' && each.path === '/etc/acme-client.conf');
    assert.ok(step?.kind === 'write-file' && step.withdrawals !== undefined);
    const [{ handle: its, names, before: joined, after }] = step.withdrawals as [NonNullable<typeof step.withdrawals>[number]];
    assert.deepEqual([its, names], ['mta-sts.example.com', ['mta-sts.example.net']]);
    assert.equal(step.after?.content.replace(joined, after), before);
  });

  test('in an included file it is refused, with the name to add', () => {
    const found = refusal({ config, acme: 'include "/etc/acme/ours.conf"\n', more: { '/etc/acme/ours.conf': handle('') } });
    assert.deepEqual([found?.code, found?.place?.file], ['acme-client-conf-handle', '/etc/acme/ours.conf']);
    assert.match(found?.next ?? '', /add mta-sts\.example\.net to its alternative names/);
  });
});

describe('also_restart', () => {
  const acme = `authority le {\n\tapi url "https://ca/dir"\n\taccount key "/etc/acme/k"\n}\ndomain mta-sts.example.com {\n\tdomain key "${KEY}"\n\tdomain full chain certificate "${CHAIN}"\n}\n`;
  const config = `${TUTORIAL}\n[acme]\nalso_restart[] = smtpd\n`;
  const kinds = (disk: Disk) => steps(disk).map(({ kind }) => kind);

  test('a certificate of a handle that is there is issued again: the service is restarted after the proof', () => {
    const all = kinds({ ...good, certificate: '', config, acme });
    assert.deepEqual(all.slice(all.indexOf('issue-certificate')), ['issue-certificate', 'daemon', 'fetch-policy', 'restart-service', 'install-crontab']);
  });

  test('a first certificate, and one that stays, restart nothing', () => {
    assert.ok(!kinds({ config }).includes('restart-service'));
    assert.ok(!kinds({ ...good, config, acme }).includes('restart-service'));
  });
});

test('blocks go below what acme-client.conf holds, a blank line apart, whether its last line has an end or not', () => {
  const authority = 'authority x {\n\tapi url "https://x.example/dir"\n\taccount key "/etc/acme/x.pem"\n}';
  for (const [acme, gap] of [[authority, '\n\n'], [`${authority}\n`, '\n'], [`${authority}\n\n`, '\n']] as const) {
    const step = steps({ acme }).find((each) => each.kind === 'write-file' && each.path === '/etc/acme-client.conf');
    const content = step?.kind === 'write-file' ? (step.after?.content ?? '') : '';
    assert.ok(content.startsWith(acme + gap), JSON.stringify(content.slice(0, acme.length + 3)));
    assert.match(content.slice(acme.length + gap.length), /^[^\n]/);
  }
});
