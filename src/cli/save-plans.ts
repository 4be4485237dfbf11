// plan --out: the plan of one host, or those of several, in one file.
import { randomBytes } from 'node:crypto';
import { lstat, open, rename, rm, writeFile } from 'node:fs/promises';
import { Failure } from '../model/failure.ts';
import type { Plan } from '../model/plan.ts';
import { formatPlans } from '../formats/plan/plan-json.ts';

/** 0600: a plan holds whole configuration files. */
export async function savePlans(file: string, plans: readonly Plan[]): Promise<void> {
  try {
    await replaceFile(file, formatPlans(plans));
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
