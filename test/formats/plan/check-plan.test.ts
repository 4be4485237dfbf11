// A saved plan names files that root will write: every field of every step holds what stsctl puts there, and nothing else.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkPlan, checkPlans } from '../../../src/formats/plan/check-plan.ts';
import { formatPlan, formatPlans, formatWithPlans, parsePlan } from '../../../src/formats/plan/plan-json.ts';
import type { Step } from '../../../src/model/plan.ts';
import { samplePlan } from '../../support/sample-plan.ts';

const FILE = { content: 'x', mode: 0o644, uid: 0, gid: 0 };
const write = (path: string, more: object = {}) => ({ kind: 'write-file', path, before: null, after: FILE, judge: null, reason: 'r', ...more });
const move = (from: string, to: string, more: object = {}) => ({ kind: 'move-file', handle: 'a.example', from, to, size: 1, reason: 'r', ...more });
const takes = (...steps: object[]) => checkPlan({ ...samplePlan(true), steps }).ok;

/** One of each kind, and of each form. */
const STEPS: readonly object[] = [
  ...samplePlan(true).steps,
  ...samplePlan(false).steps,
  write('/etc/httpd.conf', { withdrawals: [{ handle: 'a.example', names: ['b.example'], before: 'x', after: 'y' }] }),
  write('/var/nsd/zones/example.com', { before: FILE, judge: { program: 'nsd-checkzone', expected: [], expectedBefore: [], handle: 'example.com' } }),
  move('/etc/ssl/a.pem', '/etc/ssl/a.pem.20261124T101500Z'),
  move('/etc/ssl/a.pem', '/etc/ssl/b.pem', { isInTheWay: false }),
  { kind: 'remove-directory', path: '/var/www/mta-sts/example.com', attributes: { mode: 0o755, uid: 0, gid: 0 }, reason: 'r' },
  { kind: 'change-mode', path: '/etc/ssl/private/a.key', before: 0o644, after: 0o400, reason: 'r' },
  { kind: 'restart-service', service: 'smtpd', reason: 'r' },
  { kind: 'account', name: '_stsctl', action: 'add', reason: 'r' },
  { kind: 'reload-zone', zone: 'example.com', reason: 'r' },
];

/** Where both forms are taken. */
const OPTIONAL = new Set(['withdrawals', 'isInTheWay']);

/** What no field of a step may hold; null and lists have their place in some, and are tried where they have none. */
const WRONG: readonly unknown[] = [7.5, -1, {}, [7], true, undefined];

describe('every field of every step', () => {
  test('as stsctl makes them they are taken', () => {
    for (const step of STEPS) assert.ok(takes(step), JSON.stringify(step));
  });

  for (const step of STEPS) {
    const { kind, ...fields } = step as { kind: string } & Record<string, unknown>;
    test(`${kind}: none may be missing, be more, or be of another kind`, () => {
      assert.equal(takes({ ...step, more: 1 }), false);
      for (const key of Object.keys(step)) {
        const { [key]: _, ...without } = step as Record<string, unknown>;
        assert.equal(takes(without), OPTIONAL.has(key), `without ${key}`);
      }
      for (const [key, value] of Object.entries(fields)) {
        for (const wrong of WRONG) if (typeof wrong !== typeof value || typeof value !== 'boolean') assert.equal(takes({ ...step, [key]: wrong }), false, `${key}: ${JSON.stringify(wrong)}`);
      }
    });
  }

  test('a kind that stsctl does not have, or that every object has', () => {
    for (const kind of ['run', 'constructor', '__proto__', 'toString', '', null, 7]) assert.equal(takes({ kind, reason: 'r' }), false);
    assert.equal(takes([] as unknown as object), false);
    assert.equal(takes(null as unknown as object), false);
  });
});

describe('paths', () => {
  test('files: those that stsctl writes', () => {
    for (const path of ['/etc/httpd.conf', '/etc/acme-client.conf', '/etc/rc.d/stsctld', '/etc/stsctl.conf', '/var/www/mta-sts/mta-sts.txt']) assert.equal(takes(write(path)), true, path);
    for (const path of ['/etc/passwd', '/etc/rc.d/sshd', '/etc/httpd.conf/../passwd', 'etc/httpd.conf', '/var/www/../../etc/passwd', '/etc//stsctl.conf', '/etc/./stsctl.conf', '']) assert.equal(takes(write(path)), false, path);
  });

  test('keys and certificates: below their directories, or called like one; never a file that means something else', () => {
    for (const path of ['/etc/ssl/private/a.key', '/etc/ssl/a', '/etc/acme/letsencrypt-privkey.pem', '/home/acme/a.example.crt', '/srv/a.pem.20261124T101500Z']) assert.equal(takes(move(path, path)), true, path);
    for (const path of ['/etc/passwd', '/etc/ssl/', '/etc/ssl/../passwd', '/etc/ssl', '/root/.ssh/authorized_keys', '/etc/master.passwd', 'etc/ssl/a.pem', '/srv/a.pem.old', '/srv/apem']) {
      assert.equal(takes(move(path, '/etc/ssl/a.pem')), false, path);
      assert.equal(takes(move('/etc/ssl/a.pem', path)), false, path);
      assert.equal(takes({ kind: 'change-mode', path, before: 0o644, after: 0o400, reason: 'r' }), false, path);
    }
  });

  test('a mode becomes 0400 and no other, and is one', () => {
    const mode = (before: number, after: number) => takes({ kind: 'change-mode', path: '/etc/ssl/private/a.key', before, after, reason: 'r' });
    assert.deepEqual([mode(0o644, 0o400), mode(0o7777, 0o400), mode(0o10000, 0o400), mode(0o644, 0o4755), mode(0o644, 0o600)], [true, true, false, false, false]);
  });

  test('directories: those on the way to what stsctl writes', () => {
    const directory = (path: string) => takes({ kind: 'make-directory', path, attributes: { mode: 0o755, uid: 0, gid: 0 }, reason: 'r' });
    for (const path of ['/etc', '/var', '/etc/ssl/private', '/etc/acme', '/etc/rc.d', '/var/www', '/var/www/acme', '/var/www/mta-sts', '/var/www/mta-sts/example.com']) assert.equal(directory(path), true, path);
    for (const path of ['/root', '/etc/stsctl', '/', '', '/var/www/../x', '/etc/ssl/private/x']) assert.equal(directory(path), false, path);
  });

  test('a zone may be anywhere, when it is there before and after and nsd-checkzone judges it', () => {
    const judge = { program: 'nsd-checkzone', expected: [], expectedBefore: [], handle: 'example.com' };
    const zone = (more: object) => takes(write('/home/dns/example.com', { before: FILE, judge, ...more }));
    assert.deepEqual([zone({}), zone({ before: null }), zone({ after: null }), zone({ judge: null }), zone({ judge: { ...judge, program: 'httpd' } }), zone({ judge: { ...judge, handle: null } })], [true, false, false, false, false, false]);
    assert.equal(takes(write('/etc/httpd.conf', { judge })), false, 'httpd.conf is no zone to make');
  });
});

test('names begin with a letter or digit: none is an option of a program, or a path', () => {
  for (const handle of ['-F', '../x', '', 'a b', '.x', 'a/b']) assert.equal(takes({ kind: 'issue-certificate', handle, reason: 'r' }), false, handle);
  for (const user of ['operator', '']) assert.equal(takes({ kind: 'install-crontab', user, before: null, after: null, reason: 'r' }), false);
  for (const daemon of ['sshd', '']) assert.equal(takes({ kind: 'daemon', daemon, action: 'stop', reason: 'r' }), false);
  assert.equal(takes({ kind: 'daemon', daemon: 'httpd', action: 'restart', reason: 'r' }), false);
});

describe('the plan around them', () => {
  const told = (raw: unknown) => {
    const checked = checkPlan(raw);
    return checked.ok ? 'taken' : checked.message;
  };

  test('what is wrong is told: no object, no version, another version, a step by its number, a key', () => {
    for (const raw of [null, 7, 'x', []]) assert.equal(told(raw), 'it is not a JSON object');
    assert.equal(told({}), 'it has no version');
    assert.equal(told({ version: 2 }), 'its version is 2; this stsctl reads version 1');
    assert.equal(told({ version: 1 }), 'its keys are not those of a plan');
    assert.equal(told({ ...samplePlan(true), steps: [STEPS[0], { kind: 'run' }] }), 'step 2 is not one that stsctl makes');
    assert.equal(told({ ...samplePlan(true), more: 1 }), 'its keys are not those of a plan');
    assert.equal(told({ ...samplePlan(true), left: [{ kind: 'run' }] }), 'its keys are not those of a plan');
    for (const key of Object.keys(samplePlan(true))) if (key !== 'version' && key !== 'steps') assert.equal(told({ ...samplePlan(true), [key]: 7 }), 'its keys are not those of a plan', key);
    assert.equal(told({ ...samplePlan(true), certificates: ['etc/x.pem'] }), 'its keys are not those of a plan');
  });

  test('domains that were held back, with the reason', () => {
    const held = { domain: 'example.com', code: 'policy-loses-mail', message: 'm', unchanged: 'u', next: 'n' };
    assert.equal(told({ ...samplePlan(true), held: [held] }), 'taken');
    for (const wrong of [{ ...held, code: 'other' }, { ...held, domain: '-x' }, { ...held, more: 1 }, null]) assert.notEqual(told({ ...samplePlan(true), held: [wrong] }), 'taken');
  });

  test('several: each for a host of its own, and none for a tree', () => {
    const plans = (...each: object[]) => {
      const checked = checkPlans({ version: 1, plans: each });
      return checked.ok ? checked.value.map(({ host }) => host).join() : checked.message;
    };
    const one = { ...samplePlan(true), host: 'a' };
    assert.equal(plans(one, { ...one, host: 'b' }), 'a,b');
    assert.equal(plans(), 'it holds no plan');
    assert.equal(plans(one, one), 'it holds two plans for one host');
    assert.equal(plans({ ...one, root: '/tree' }), "a plan for a tree is no host's");
    assert.equal(plans(one, {}), 'plan 2: it has no version');
    assert.equal(checkPlans(one).ok, true, 'one alone is one of several');
    assert.equal(checkPlans({ version: 1, plans: [one], more: 1 }).ok, false);
  });
});

test('contents that are no UTF-8 come back byte for byte: of files, policies and crontabs; one plan is written alone, several together', () => {
  const bytes = 'caf\xe9\xff\0';
  const steps = [write('/etc/httpd.conf', { before: { ...FILE, content: bytes } }), { kind: 'install-crontab', user: 'root', before: bytes, after: `${bytes}\n`, reason: 'r' }, { ...samplePlan(true).steps.find(({ kind }) => kind === 'fetch-policy'), body: bytes }] as unknown as Step[];
  const plan = { ...samplePlan(true), steps };
  const parsed = parsePlan(formatPlan(plan));
  assert.ok(parsed.ok);
  assert.deepEqual(parsed.value, plan);
  assert.equal(formatPlans([plan]), formatPlan(plan));
  assert.deepEqual(Object.keys(JSON.parse(formatPlans([plan, plan]))), ['version', 'plans']);
  assert.match(formatWithPlans({ a: plan }), /^\{\n {2}"a": \{\n/);
});
