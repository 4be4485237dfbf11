// stsctld set up and taken away, from facts alone: test/lab/setup-daemon.test.ts does it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DaemonSetupFacts } from '../../../src/model/daemon-setup.ts';
import type { FileFact } from '../../../src/model/facts.ts';
import type { Plan, Step } from '../../../src/model/plan.ts';
import { GROUPDEL, RC_SCRIPT, RCCTL, USERADD, USERDEL } from '../../../src/model/base-system.ts';
import { planDaemonSetup } from '../../../src/plan/daemon/plan-setup.ts';
import { rcScript } from '../../../src/plan/daemon/rc-script.ts';

const SCRIPT = '#!/bin/ksh\ndaemon="/usr/local/bin/node /usr/local/bin/stsctl watch"\n';
const directory: FileFact = { stat: { kind: 'directory', mode: 0o755, uid: 0, gid: 0, size: 0 }, content: null };
const script = (content: string, mode = 0o555): FileFact => ({ stat: { kind: 'file', mode, uid: 0, gid: 0, size: content.length }, content });

function factsOf(installed: FileFact | null, more: Partial<DaemonSetupFacts> = {}): DaemonSetupFacts {
  const files = new Map([['/etc', directory], ['/etc/rc.d', directory], ...(installed === null ? [] : [[RC_SCRIPT, installed] as const])]);
  return { host: 'mx1', root: '', uid: 0, files, programs: new Set([RCCTL, USERADD, USERDEL, GROUPDEL]), hasAccount: true, daemon: { enabled: true, running: true }, ...more };
}

function planOf(wanted: string | null, facts: DaemonSetupFacts): Plan {
  const result = planDaemonSetup(wanted, facts);
  assert.ok(result.ok);
  return result.value;
}

function told(step: Step): string {
  if (step.kind === 'daemon') return `${step.action} ${step.daemon}: ${step.reason}`;
  if (step.kind === 'account') return `${step.action} ${step.name}: ${step.reason}`;
  if (step.kind === 'write-file') return `${step.after === null ? 'remove' : `write ${step.after.mode.toString(8)} ${step.after.uid}:${step.after.gid}`} ${step.path}: ${step.reason}`;
  return step.kind;
}

const steps = (wanted: string | null, facts: DaemonSetupFacts) => planOf(wanted, facts).steps.map(told);
const NOTHING = { hasAccount: false, daemon: { enabled: false, running: false } };

describe('set up', () => {
  test('on a host that has nothing of it, user first and start last', () => {
    assert.deepEqual(steps(SCRIPT, factsOf(null, NOTHING)), [
      'add _stsctl: stsctld runs without rights of root',
      `write 555 0:0 ${RC_SCRIPT}: rc.d(8) starts and stops it`,
      'enable stsctld: stsctld is not started at boot',
      'start stsctld: stsctld is not running',
    ]);
  });

  test('twice: the second time there is nothing to do', () => assert.deepEqual(planOf(SCRIPT, factsOf(script(SCRIPT))).steps, []));

  test('no rcctl answered: it counts as neither enabled nor running', () => {
    assert.deepEqual(steps(SCRIPT, factsOf(script(SCRIPT), { daemon: null })), ['enable stsctld: stsctld is not started at boot', 'start stsctld: stsctld is not running']);
  });

  test('a running one is stopped by the script that started it, before that is replaced', () => {
    assert.deepEqual(steps(SCRIPT, factsOf(script('old\n'))), ['stop stsctld: it is started by another command line', `write 555 0:0 ${RC_SCRIPT}: rc.d(8) starts and stops it`, 'start stsctld: by the new script']);
  });

  test('one that stands still is only started', () => {
    assert.deepEqual(steps(SCRIPT, factsOf(script(SCRIPT), { daemon: { enabled: true, running: false } })), ['start stsctld: stsctld is not running']);
  });

  test('the mode of the script is mended by root; who is not can change no owner', () => {
    const loose = script(SCRIPT, 0o755);
    assert.equal(planOf(SCRIPT, factsOf(loose)).steps.filter(({ kind }) => kind === 'write-file').length, 1);
    assert.deepEqual(planOf(SCRIPT, factsOf(loose, { uid: 1000 })).steps, []);
  });

  test('what is there is kept as the step\'s before, for the rollback', () => {
    const [write] = planOf(SCRIPT, factsOf(script('old\n', 0o700))).steps.filter((step) => step.kind === 'write-file');
    assert.deepEqual(write?.before, { content: 'old\n', mode: 0o700, uid: 0, gid: 0 });
  });
});

describe('taken away', () => {
  test('stopped, disabled, its script and its user gone, in this order; what was seen stays, and that is said', () => {
    const plan = planOf(null, factsOf(script(SCRIPT)));
    assert.deepEqual(plan.steps.map(told), ['stop stsctld: stsctld is running', 'disable stsctld: stsctld is started at boot', `remove ${RC_SCRIPT}: nothing is to start it any more`, 'remove _stsctl: nothing runs as it any more']);
    assert.match(plan.notes.join('\n'), /rm -r \/var\/db\/stsctl-watch/);
  });

  test('where nothing of it is, there is nothing to do and nothing to say', () => {
    const { steps: none, notes } = planOf(null, factsOf(null, NOTHING));
    assert.deepEqual([none, notes], [[], []]);
    assert.deepEqual(planOf(null, factsOf(null, { hasAccount: false, daemon: null })).steps, []);
  });

  test('no note while setting up', () => assert.deepEqual(planOf(SCRIPT, factsOf(null, NOTHING)).notes, []));
});

describe('refused', () => {
  const refusal = (facts: DaemonSetupFacts) => {
    const result = planDaemonSetup(SCRIPT, facts);
    return result.ok ? [] : result.diagnostics.map(({ code, message }) => `${code}: ${message}`);
  };

  test('on a host that lacks the programs, one or several', () => {
    assert.deepEqual(refusal(factsOf(null, { programs: new Set([USERADD, USERDEL, GROUPDEL]) })), [`host-program-missing: ${RCCTL} is not on mx1`]);
    assert.deepEqual(refusal(factsOf(null, { programs: new Set([RCCTL, USERADD]) })), [`host-program-missing: ${USERDEL}, ${GROUPDEL} are not on mx1`]);
  });

  test('below a link, and below a directory that others can write to', () => {
    const withRcD = (stat: Partial<NonNullable<FileFact['stat']>>) => factsOf(null, { files: new Map([['/etc', directory], ['/etc/rc.d', { stat: { ...(directory.stat as NonNullable<FileFact['stat']>), ...stat }, content: null }]]) });
    assert.match(refusal(withRcD({ kind: 'symlink' })).join(), /host-file-kind: is not a directory/);
    assert.match(refusal(withRcD({ mode: 0o757 })).join(), /host-unsafe: is writable by all/);
  });
});

test('in a tree the files are written and the commands are left for the host', () => {
  const plan = planOf(SCRIPT, factsOf(null, { root: '/tree', programs: new Set(), ...NOTHING, files: new Map([['/etc', directory]]) }));
  assert.deepEqual(plan.steps.map(told), ['make-directory', `write 555 0:0 ${RC_SCRIPT}: rc.d(8) starts and stops it`]);
  assert.deepEqual(plan.left.map(({ kind }) => kind), ['account', 'daemon', 'daemon']);
});

describe('the rc.d script', () => {
  const PACKAGED = '#!/bin/ksh\ndaemon="stsctl watch"\nrc_cmd $1\n';

  test('gets the node and the stsctl of this host, and no other line changes', () => {
    assert.deepEqual(rcScript(PACKAGED, ['/usr/local/bin/node', '/usr/local/lib/ab/stsctl']), { ok: true, text: '#!/bin/ksh\ndaemon="/usr/local/bin/node /usr/local/lib/ab/stsctl watch"\nrc_cmd $1\n' });
  });

  test('a path that a shell or pgrep(1) would read otherwise is told', () => {
    for (const word of ['/a b', '/a$b', '/a"b', '/a*', '/a+b', '/a(b', '']) assert.deepEqual(rcScript(PACKAGED, ['/usr/local/bin/node', word]), { ok: false, word });
  });
});
