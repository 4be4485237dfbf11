// npm run test:crash: stsctl is killed before, during and after each of its actions; then the host must be whole, and the next run must finish or undo.
// CRASH_ONLY=renew runs one scenario, CRASH_EVERY=7 every seventh cut, CRASH_MATCH=crontab those of actions that name it.
import { spawnSync } from 'node:child_process';
import { request } from 'node:http';
import { runEach, type Scenario } from './scenarios.ts';
import { Stage, type Cut } from './stage.ts';

const every = Number(process.env['CRASH_EVERY'] ?? 1);
const only = process.env['CRASH_ONLY'];
const match = process.env['CRASH_MATCH'] ?? '';

interface Goal {
  readonly before: string;
  readonly after: string;
  readonly beforeConf: string | null;
  readonly afterConf: string | null;
}

/** Is a foreign site answered? */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port, headers: { Host: 'www.example.com' }, agent: false, timeout: 3000 }, (response) => {
      response.resume();
      resolve((response.statusCode ?? 500) < 500);
    });
    asked.on('error', () => resolve(false));
    asked.on('timeout', () => asked.destroy());
    asked.end();
  });
}

function cutsOf(actions: readonly string[]): Cut[] {
  return actions.flatMap((action, at) => [{ at, how: 'before' }, ...(/^(write|run) /.test(action) ? [{ at, how: 'during' }] : []), { at, how: 'after' }]);
}

/** What is wrong after a cut and its recovery; null when nothing is. */
async function faultAfter(cut: Cut, stage: Stage, goal: Goal): Promise<string | null> {
  stage.reset();
  const { exit } = stage.run(cut);
  if (exit !== null) return `was not killed: exit ${exit}`;
  // acme-client goes on by itself; what it writes is its own affair.
  spawnSync('/bin/sh', ['-c', 'while pgrep -f "$1.* -v mta-sts" >/dev/null; do sleep 0.1; done', 'sh', stage.tree.root.replace('/tmp/', '[/]tmp/')]);
  const conf = stage.read('/etc/httpd.conf');
  if (conf !== goal.beforeConf && conf !== goal.afterConf) return 'httpd.conf is neither the old nor the new one';
  if (!(await answers(stage.tree.httpPort))) return 'the web server does not answer';
  return recoveryFault(cut, stage, goal);
}

function recoveryFault({ at }: Cut, stage: Stage, goal: Goal): string | null {
  const { tree, scenario } = stage;
  const [command = ''] = scenario.argv;
  if (command === 'renew') return finished(stage, 'renew', null);
  if (command === 'reports') return finished(stage, 'reports', goal.after);
  // Every other time undone, where anything was done.
  if (at % 2 === 1 && stage.state() !== goal.before) {
    const undo = command === 'rollback' ? tree.stsctl('apply') : tree.stsctl('rollback');
    if (undo.exit !== 0) return `the undo: exit ${undo.exit}: ${undo.stderr}`;
    if (stage.state() !== goal.before) return 'the undo does not give back what was';
    // An apply after a killed rollback is no rollback to go on with.
    if (command === 'rollback') return endFault(stage);
  }
  return finished(stage, command, goal.after);
}

/** What is gone can't be taken back, or retired, once more. */
const ONCE = new Set(['rollback', 'retire']);
/** After these the next apply sweeps. */
const SWEPT = new Set(['rollback', 'retire', 'mode']);

function finished(stage: Stage, command: string, state: string | null): string | null {
  const isDone = state !== null && stage.state() === state;
  const again = isDone && ONCE.has(command) ? { exit: stage.done, stderr: '' } : stage.again();
  if (again.exit !== stage.done) return `the next ${command}: exit ${again.exit}: ${again.stderr}`;
  if (state !== null && stage.state() !== state) return `the next ${command} does not end where an undisturbed one does`;
  return endFault(stage);
}

function endFault(stage: Stage): string | null {
  if (SWEPT.has(stage.scenario.argv[0] ?? '')) stage.tree.stsctl('apply', '-q');
  if (stage.tree.stsctl('check').exit !== 0) return 'check is not content';
  const left = stage.leftovers();
  return left.length === 0 ? null : `left for ever: ${left.join(' ')}`;
}

async function goalOf(stage: Stage): Promise<Goal & { readonly actions: readonly string[] }> {
  stage.reset();
  const [before, beforeConf] = [stage.state(), stage.read('/etc/httpd.conf')];
  const actions = stage.actions();
  return { before, beforeConf, after: stage.state(), afterConf: stage.read('/etc/httpd.conf'), actions };
}

async function runScenario(scenario: Scenario): Promise<number> {
  const stage = await Stage.open(scenario);
  const goal = await goalOf(stage);
  const cuts = cutsOf(goal.actions).filter(({ at }, index) => index % every === 0 && (goal.actions[at] ?? '').includes(match));
  const faults: string[] = [];
  for (const cut of cuts) {
    const fault = await faultAfter(cut, stage, goal);
    if (fault !== null) faults.push(`${scenario.name}: ${cut.how} action ${cut.at} (${goal.actions[cut.at]}): ${fault}`);
  }
  stage.close();
  console.log(`${scenario.name.padEnd(18)} ${String(goal.actions.length).padStart(4)} actions ${String(cuts.length).padStart(4)} cuts ${String(cuts.length - faults.length).padStart(4)} recovered`);
  for (const fault of faults) console.log(`  ${fault}`);
  return faults.length;
}

void runEach(only, runScenario);
