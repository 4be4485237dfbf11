import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatPlan, formatPlans, parsePlan, parsePlans } from '../../../src/formats/plan/plan-json.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { samplePlan } from '../../support/sample-plan.ts';

const bytes = fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 40 }).map((codes) => String.fromCharCode(...codes));

function withContent(content: string): Plan {
  const plan = samplePlan(true);
  const steps = plan.steps.map((step) => {
    if (step.kind === 'write-file' && step.after !== null) return { ...step, after: { ...step.after, content } };
    return step.kind === 'install-crontab' ? { ...step, before: content } : step;
  });
  return { ...plan, steps };
}

test('a plan of any bytes comes back as it was', () => {
  fc.assert(
    fc.property(bytes, (content) => {
      const plan = withContent(content);
      assert.deepEqual(parsePlan(formatPlan(plan)), { ok: true, value: plan });
    }),
  );
});

test('so do the plans of several hosts; one is saved as it always was', () => {
  fc.assert(
    fc.property(bytes, (content) => {
      const plans = [withContent(content), { ...withContent(content), host: 'mx2' }];
      assert.deepEqual(parsePlans(formatPlans(plans)), { ok: true, value: plans });
      assert.equal(formatPlans(plans.slice(0, 1)), formatPlan(plans[0] as Plan));
      assert.deepEqual(parsePlans(formatPlans(plans.slice(1))), { ok: true, value: plans.slice(1) });
    }),
  );
});

test('plans of several hosts that no stsctl saves are refused', () => {
  const plan = samplePlan(true);
  const refused = (value: unknown) => {
    const parsed = parsePlans(JSON.stringify(value));
    return parsed.ok ? 'taken' : parsed.message;
  };
  assert.equal(refused({ version: 1, plans: [plan, { ...plan, host: 'mx2', root: '/tree' }] }), 'a plan for a tree is no host\'s');
  assert.equal(refused({ version: 1, plans: [plan, plan] }), 'it holds two plans for one host');
  assert.equal(refused({ version: 1, plans: [] }), 'it holds no plan');
  assert.match(refused({ version: 1, plans: [plan, { ...plan, host: 'mx2', steps: [{ kind: 'run', argv: ['id'] }] }] }), /^plan 2: step 1 is not one/);
  assert.match(refused({ version: 1, plans: [null] }), /^plan 1: it is not a JSON object/);
  assert.match(refused({ version: 2, plans: [plan] }), /its version is 2/);
  assert.equal(refused({ version: 1, plans: [plan], more: 1 }), 'its keys are not those of a plan');
});

test('no text makes it throw', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void [parsePlan(text), parsePlans(text)]));
});

const bad = (change: (plan: Record<string, any>) => void, message: RegExp) => {
  const plan = JSON.parse(formatPlan(samplePlan(true))) as Record<string, unknown>;
  change(plan);
  const parsed = parsePlan(JSON.stringify(plan));
  assert.ok(!parsed.ok, 'it should be refused');
  assert.match(parsed.message, message);
};

test('what stsctl never makes is refused, and the step is named', () => {
  bad((plan) => (plan['version'] = 2), /version is 2/);
  bad((plan) => (plan['steps'][1].path = '/etc/passwd'), /step 2/);
  bad((plan) => (plan['steps'][1].path = '/var/www/mta-sts/../../../etc/mta-sts.txt'), /step 2/);
  bad((plan) => (plan['steps'][1].path = '/var/www/mta-sts/../mta-sts.txt'), /step 2/);
  bad((plan) => (plan['steps'][0].path = '/root'), /step 1/);
  bad((plan) => (plan['steps'][3].action = 'stop; rm -rf /'), /step 4/);
  bad((plan) => (plan['steps'][3].daemon = 'sshd'), /step 4/);
  bad((plan) => (plan['steps'][6].handle = '-F'), /step 7/);
  bad((plan) => (plan['steps'][2].after.mode = 0o10000), /step 3/);
  bad((plan) => (plan['steps'][2].extra = true), /step 3/);
  bad((plan) => (plan['steps'][0].kind = 'constructor'), /step 1/);
  bad((plan) => (plan['surprise'] = 1), /keys/);
});

test('a zone file may be anywhere, but is judged by nsd-checkzone, and neither made nor removed', () => {
  const file = { content: 'x', mode: 0o644, uid: 0, gid: 0 };
  const judge = { program: 'nsd-checkzone', expected: [], expectedBefore: [], handle: 'example.com' } as const;
  const write = { kind: 'write-file', path: '/var/nsd/zones/master/example.com.zone', before: file, after: file, judge, reason: 'r' } as const;
  const plan: Plan = { ...samplePlan(true), steps: [write, { kind: 'reload-zone', zone: 'example.com', reason: 'r' }] };
  assert.deepEqual(parsePlan(formatPlan(plan)), { ok: true, value: plan });
  for (const change of [{ judge: null }, { judge: { ...judge, program: 'httpd' as const } }, { judge: { ...judge, handle: '-x' } }, { before: null }, { after: null }, { path: '/var/nsd/../x' }]) {
    const parsed = parsePlan(formatPlan({ ...plan, steps: [{ ...write, ...change }] }));
    assert.deepEqual(parsed, { ok: false, message: 'step 1 is not one that stsctl makes' });
  }
});

test('a plan that sets up the daemon survives, and names no other user and no other script', () => {
  const script = { kind: 'write-file', path: '/etc/rc.d/stsctld', before: null, after: { content: '#!/bin/ksh\n', mode: 0o555, uid: 0, gid: 0 }, judge: null, reason: 'r' } as const;
  const account = { kind: 'account', name: '_stsctl', action: 'add', reason: 'r' } as const;
  const plan: Plan = { ...samplePlan(true), steps: [account, script, { kind: 'daemon', daemon: 'stsctld', action: 'start', reason: 'r' }] };
  assert.deepEqual(parsePlan(formatPlan(plan)), { ok: true, value: plan });
  for (const step of [{ ...account, name: 'root' }, { ...account, action: 'own' }, { ...script, path: '/etc/rc.d/sshd' }, { kind: 'daemon', daemon: 'sshd', action: 'stop', reason: 'r' }]) {
    assert.deepEqual(parsePlan(formatPlan({ ...plan, steps: [step as Plan['steps'][number]] })), { ok: false, message: 'step 1 is not one that stsctl makes' });
  }
});
