// npm run test:crash:ssh: stsctl is killed before, and in the middle of, each thing it sends to a host; then the host must be whole, and whoever comes
// from another machine must finish or undo. CRASH_ONLY and CRASH_EVERY as in crash.ts.
import { missingPrograms } from '../support/missing-programs.ts';
import { whyNoSshHost } from '../lab/ssh-host.ts';
import { SSH_SCENARIOS, type SshScenario } from './ssh-scenarios.ts';
import { SshStage } from './ssh-stage.ts';

const every = Number(process.env['CRASH_EVERY'] ?? 1);
const only = process.env['CRASH_ONLY'];

interface Goal {
  readonly before: string;
  readonly after: string;
  readonly confs: readonly string[];
}

async function faultAfter(at: number, stage: SshStage, goal: Goal): Promise<string | null> {
  if (!goal.confs.includes(stage.httpdConf)) return 'httpd.conf is neither the old nor the new one';
  if (!stage.serves()) return 'the web server does not answer';
  const { undone } = stage.scenario;
  const isUndone = at % 2 === 1 && undone !== 'never';
  return (isUndone && undone === 'before' ? await undoFault(stage, goal) : null) ?? (await finishFault(stage, goal, isUndone)) ?? (isUndone && undone === 'after' ? await undoFault(stage, goal) : null) ?? endFault(stage);
}

/** What was done by two runs is taken back by two. */
async function undoFault(stage: SshStage, { before }: Goal): Promise<string | null> {
  for (let runs = stage.scenario.undone === 'after' ? 2 : 1; runs > 0 && stage.state() !== before; runs -= 1) {
    const undone = await stage.unlocked(stage.scenario.argv[0] === 'rollback' ? 'apply' : 'rollback', '-q');
    if (undone.exit !== 0) return `the undo: exit ${undone.exit}: ${undone.stderr}`;
  }
  return stage.state() === before ? null : 'the undo does not give back what was';
}

/** What is gone can't be taken back once more, and an apply after a killed rollback is none to go on with. */
async function finishFault(stage: SshStage, { after }: Goal, isUndone: boolean): Promise<string | null> {
  const { argv } = stage.scenario;
  if (argv[0] === 'rollback' && (isUndone || stage.state() === after)) return null;
  const again = await stage.unlocked(...argv);
  if (again.exit !== stage.done) return `the next ${argv[0]}: exit ${again.exit}: ${again.stdout}${again.stderr}`;
  if (stage.state() !== after) return `the next ${argv[0]} does not end where an undisturbed one does`;
  return argv[0] !== 'renew' || stage.hasLoaded() ? null : 'the new certificate is not loaded';
}

async function endFault(stage: SshStage): Promise<string | null> {
  const last = await stage.unlocked('apply', '-q');
  if (last.exit !== 0) return `the apply after it: exit ${last.exit}: ${last.stderr}`;
  const left = stage.leftovers();
  return left === '' ? null : `left for ever: ${left.replaceAll('\n', ' ')}`;
}

async function runScenario(scenario: SshScenario): Promise<number> {
  const stage = await SshStage.open(scenario);
  stage.reset();
  const [before, old] = [stage.state(), stage.httpdConf];
  const sends = stage.sends();
  const goal: Goal = { before, after: stage.state(), confs: [old, stage.httpdConf] };
  const cuts = Array.from({ length: sends * 2 }, (_, index) => ({ at: index >> 1, how: index % 2 === 0 ? 'before' : 'during' })).filter((_, index) => index % every === 0);
  const faults: string[] = [];
  let ended = 0;
  for (const { at, how } of cuts) {
    stage.reset();
    // How often it sends depends on how its input comes in: the last ones may never be reached.
    if (stage.run(at, how).exit === stage.done) ended += 1;
    const fault = await faultAfter(at, stage, goal);
    if (fault !== null) faults.push(`${how} send ${at}: ${fault}`);
  }
  await stage.end();
  console.log(`${scenario.name.padEnd(18)} ${String(sends).padStart(4)} sends ${String(cuts.length - ended).padStart(4)} cuts ${String(cuts.length - ended - faults.length).padStart(4)} recovered`);
  for (const fault of faults) console.log(`  ${fault}`);
  return faults.length;
}

async function main(): Promise<void> {
  const missing = missingPrograms(['nsd', 'nsd-control', 'nsd-checkzone', 'nsd-checkconf']);
  const why = missing.length > 0 ? `needs ${missing.join(', ')}` : whyNoSshHost('bash');
  if (why !== false) throw new Error(why);
  let faults = 0;
  for (const scenario of SSH_SCENARIOS) if (only === undefined || scenario.name === only) faults += await runScenario(scenario);
  process.exitCode = faults === 0 ? 0 : 1;
}

void main();
