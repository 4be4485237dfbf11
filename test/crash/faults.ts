// npm run test:faults: each action of stsctl fails once with a word of the system, or from there on as on a full disk; the run must say so
// in a sentence, leave nothing half-done, and the next run must finish. FAULT_ONLY, FAULT_EVERY and FAULT_MATCH as in crash.ts.
import { runEach, type Scenario } from './scenarios.ts';
import { Stage, type Cut } from './stage.ts';

const WORDS = ['ENOSPC', 'EIO', 'EROFS', 'EACCES', 'EMFILE'] as const;
/** A line for whoever looks at the queue of mails has it at its end. */
const REMEDY = /^\s*next: |tried again; \S/m;
const every = Number(process.env['FAULT_EVERY'] ?? 1);
const only = process.env['FAULT_ONLY'];
const match = process.env['FAULT_MATCH'] ?? '';

function cutsOf(actions: readonly string[]): Cut[] {
  return actions.flatMap((action, at) => [
    { at, how: `error:${WORDS[at % WORDS.length] ?? 'EIO'}` },
    ...(action.startsWith('write ') ? [{ at, how: 'full:ENOSPC' }] : []),
  ]);
}

/** Null when all is well. Exit 3 says that a person is needed, and why: only a disk that stays full may come to that. */
function faultAfter(cut: Cut, stage: Stage, before: string, after: string): string | null {
  stage.reset();
  const { exit, stdout, stderr } = stage.run(cut);
  const said = stdout + stderr;
  if (/^\s+at .*:\d+:\d+\)?$/m.test(said) || /injected/.test(said) === false && exit === null) return `a stack instead of a sentence: ${said.slice(0, 300)}`;
  if (exit === null) return 'ended by a signal';
  const state = stage.state();
  if (exit === stage.done && state !== after) return 'says that all is done, and it is not';
  if (exit === 1 && stage.scenario.name !== 'renew' && state !== before && state !== after) return `exit 1 and something is half-done: ${said.slice(0, 400)}`;
  if (exit === 3 && !cut.how.startsWith('full')) return `one error and a person is needed: ${said.slice(0, 400)}`;
  if (exit !== stage.done && !REMEDY.test(said)) return `no remedy: ${said.slice(0, 300)}`;
  return recoveryFault(stage, after);
}

/** What is retired already can't be once more. */
function recoveryFault(stage: Stage, after: string): string | null {
  const { tree, scenario } = stage;
  const [command = ''] = scenario.argv;
  const usesApply = command === 'rollback' || (command === 'retire' && stage.state() === after);
  const next = usesApply ? tree.stsctl('apply') : stage.again();
  if (next.exit !== (usesApply ? 0 : stage.done)) return `the next run: exit ${next.exit}: ${next.stderr}${next.stdout}`.slice(0, 400);
  if (command === 'reports' && stage.state() !== after) return 'a report is lost or doubled';
  return tree.stsctl('check').exit === 0 ? null : 'check is not content';
}

async function runScenario(scenario: Scenario): Promise<number> {
  const stage = await Stage.open(scenario);
  stage.reset();
  const before = stage.state();
  const actions = stage.actions();
  const after = stage.state();
  const cuts = cutsOf(actions).filter(({ at }, index) => index % every === 0 && (actions[at] ?? '').includes(match));
  const faults = cuts.flatMap((cut) => {
    const fault = faultAfter(cut, stage, before, after);
    return fault === null ? [] : [`${cut.how} at action ${cut.at} (${actions[cut.at]}): ${fault}`];
  });
  stage.close();
  console.log(`${scenario.name.padEnd(18)} ${String(actions.length).padStart(4)} actions ${String(cuts.length).padStart(4)} faults ${String(cuts.length - faults.length).padStart(4)} reported and recovered`);
  for (const fault of faults) console.log(`  ${fault}`);
  return faults.length;
}

void runEach(only, runScenario);
