// stsctl plan: what apply would change. Exit 0 nothing, 2 changes.
import { writeFile } from 'node:fs/promises';
import { Failure } from '../model/failure.ts';
import { formatPlan } from '../formats/plan/plan-json.ts';
import { LocalHost } from '../transport/local-host.ts';
import type { CommandContext } from './command-context.ts';
import { loadPlan } from './load-plan.ts';
import { printPlan } from './print-plan.ts';

export async function commandPlan(context: CommandContext): Promise<number> {
  const { terminal, options } = context;
  const plan = await loadPlan(context, new LocalHost(options.root));
  if (options.out !== null) await savePlan(options.out, formatPlan(plan));
  if (options.json) terminal.out(formatPlan(plan).trimEnd());
  else if (!terminal.isQuiet) printPlan(terminal, plan);
  return plan.steps.length === 0 ? 0 : 2;
}

/** 0600: a plan holds whole configuration files. */
async function savePlan(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { mode: 0o600 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Failure([
      { code: 'plan-file', place: { file }, message: `can't be written: ${code}`, unchanged: 'everything on the host', next: 'name another file: stsctl plan --out FILE' },
    ]);
  }
}
