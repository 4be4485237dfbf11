// stsctl plan: what apply would change. Exit 0 nothing, 1 all of it held back, 2 changes.
import { randomBytes } from 'node:crypto';
import { lstat, open, rename, rm, writeFile } from 'node:fs/promises';
import { Failure } from '../model/failure.ts';
import { formatPlan } from '../formats/plan/plan-json.ts';
import type { CommandContext } from './command-context.ts';
import { hostOf } from './host-of.ts';
import { loadPlan } from './load-plan.ts';
import { printDiagnostics } from './print-diagnostic.ts';
import { printPlan } from './print-plan.ts';

export async function commandPlan(context: CommandContext): Promise<number> {
  const { terminal, options } = context;
  const { plan, held } = await loadPlan(context, hostOf(context));
  if (options.out !== null) await savePlan(options.out, formatPlan(plan));
  if (options.json) terminal.out(formatPlan(plan).trimEnd());
  else if (!terminal.isQuiet) printPlan(terminal, plan);
  if (held.length > 0) printDiagnostics(terminal, held);
  if (plan.steps.length > 0) return 2;
  return held.length > 0 ? 1 : 0;
}

/** 0600: a plan holds whole configuration files. */
async function savePlan(file: string, text: string): Promise<void> {
  try {
    await replaceFile(file, text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Failure([
      { code: 'plan-file', place: { file }, message: `can't be written: ${code}`, unchanged: 'everything on the host', next: 'name another file: stsctl plan --out FILE' },
    ]);
  }
}

/** Written beside it and renamed: whole or not at all, with our mode, and through no link that somebody laid. */
async function replaceFile(file: string, text: string): Promise<void> {
  const found = await lstat(file).catch(() => null);
  // A pipe or /dev/stdout is written to as it is.
  if (found !== null && !found.isFile() && !found.isSymbolicLink()) return writeFile(file, text);
  const beside = `${file}.${randomBytes(8).toString('hex')}`;
  const handle = await open(beside, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
    await handle.close();
    await rename(beside, file);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(beside, { force: true });
    throw error;
  }
}
