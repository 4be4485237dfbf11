// stsctld set up, or taken away, as a plan like any other: user, script, enabled, started; pure.
import { GROUPDEL, RC_SCRIPT, RCCTL, USERADD, USERDEL } from '../../model/base-system.ts';
import type { DaemonSetupFacts } from '../../model/daemon-setup.ts';
import type { Diagnostic, Result } from '../../model/diagnostic.ts';
import type { AccountStep, DaemonAction, Plan, Step, WriteFileStep } from '../../model/plan.ts';
import { beforeOf, unchangedOn } from '../part.ts';
import { daemonStep } from '../plan-daemon.ts';
import { planDirectories, wrongDirectories } from '../plan-directories.ts';
import { splitByPrograms } from '../split-by-programs.ts';
import { unsafeDirectories } from '../unsafe-directories.ts';

/** As the scripts of packages are installed (rc.d(8)). */
const SCRIPT_OWNER = { mode: 0o555, uid: 0, gid: 0 } as const;
const OFF = { enabled: false, running: false };

/** Null for `script` takes the daemon away. */
export function planDaemonSetup(script: string | null, facts: DaemonSetupFacts): Result<Plan> {
  const wanted = script === null ? removal(facts) : setup(script, facts);
  const problems = [...missing(facts), ...wrongDirectories(wanted, facts), ...unsafeDirectories(wanted, facts)];
  if (problems.length > 0) return { ok: false, diagnostics: problems };
  const { steps, left } = splitByPrograms(wanted, facts);
  const notes = script === null && steps.length > 0 ? ['what was seen stays in /var/db/stsctl-watch; to remove it: rm -r /var/db/stsctl-watch'] : [];
  return { ok: true, value: { version: 1, host: facts.host, root: facts.root, steps: [...planDirectories(steps, facts), ...steps], left, notes, caFile: null, certificates: [] }, warnings: [] };
}

function setup(script: string, facts: DaemonSetupFacts): Step[] {
  const { enabled, running } = facts.daemon ?? OFF;
  const before = beforeOf(facts, RC_SCRIPT);
  const isSame = before !== null && before.content === script && (before.mode === SCRIPT_OWNER.mode || facts.uid !== 0);
  return [
    ...(facts.hasAccount ? [] : [account('add', 'stsctld runs without rights of root')]),
    // By its script as it is: rc.subr(8) finds a daemon by the command line in it.
    ...(running && !isSame ? [step('stop', 'it is started by another command line')] : []),
    ...(isSame ? [] : [write(facts, { content: script, ...SCRIPT_OWNER }, 'rc.d(8) starts and stops it')]),
    ...(enabled ? [] : [step('enable', 'stsctld is not started at boot')]),
    ...(running && isSame ? [] : [step('start', running ? 'by the new script' : 'stsctld is not running')]),
  ];
}

function removal(facts: DaemonSetupFacts): Step[] {
  const { enabled, running } = facts.daemon ?? OFF;
  return [
    ...(running ? [step('stop', 'stsctld is running')] : []),
    ...(enabled ? [step('disable', 'stsctld is started at boot')] : []),
    ...(beforeOf(facts, RC_SCRIPT) === null ? [] : [write(facts, null, 'nothing is to start it any more')]),
    ...(facts.hasAccount ? [account('remove', 'nothing runs as it any more')] : []),
  ];
}

function step(action: DaemonAction, reason: string): Step {
  return daemonStep(action, reason, 'stsctld');
}

function account(action: AccountStep['action'], reason: string): AccountStep {
  return { kind: 'account', name: '_stsctl', action, reason };
}

function write(facts: DaemonSetupFacts, after: WriteFileStep['after'], reason: string): WriteFileStep {
  return { kind: 'write-file', path: RC_SCRIPT, before: beforeOf(facts, RC_SCRIPT), after, judge: null, reason };
}

/** In a tree the files alone are written, and the commands are listed. */
function missing(facts: DaemonSetupFacts): Diagnostic[] {
  const absent = facts.root === '' ? [RCCTL, USERADD, USERDEL, GROUPDEL].filter((program) => !facts.programs.has(program)) : [];
  if (absent.length === 0) return [];
  return [{ code: 'host-program-missing', message: `${absent.join(', ')} ${absent.length === 1 ? 'is' : 'are'} not on ${facts.host}`, unchanged: unchangedOn(facts), next: 'run it on an OpenBSD host; elsewhere run stsctl watch by what starts daemons there' }];
}
