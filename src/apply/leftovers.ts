// Files that a killed run leaves: staged ones beside their targets, and challenge tokens.
import { basename, dirname } from 'node:path';
import { STATE } from '../model/base-system.ts';
import type { Host } from '../model/host.ts';
import type { Plan } from '../model/plan.ts';

/** A crontab is staged beside it, for crontab(1) to read. */
export const CRONTAB_FILE = `${STATE}/crontab`;

/** Every challenge token of stsctl begins so. */
export const TOKEN_PREFIX = 'stsctl-';

export interface Leftover {
  readonly directory: string;
  readonly prefix: string;
}

export function leftoversOf(plan: Plan): Leftover[] {
  return plan.steps.flatMap((step) => {
    if (step.kind === 'write-file') return [stagedFor(step.path)];
    if (step.kind === 'install-crontab') return [stagedFor(CRONTAB_FILE)];
    return step.kind === 'test-challenge' ? [TOKEN_PREFIX, `.${TOKEN_PREFIX}`].map((prefix) => ({ directory: step.directory, prefix })) : [];
  });
}

function stagedFor(path: string): Leftover {
  return { directory: dirname(path), prefix: `.${basename(path)}.stsctl-` };
}

/** Under the lock nobody else's can be there. */
export async function removeLeftovers(leftovers: readonly Leftover[], host: Host): Promise<void> {
  for (const [directory, prefixes] of byDirectory(leftovers)) {
    const names = (await host.list(directory)).filter((name) => prefixes.some((prefix) => name.startsWith(prefix)));
    for (const name of names) await host.remove(`${directory}/${name}`);
  }
}

function byDirectory(leftovers: readonly Leftover[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { directory, prefix } of leftovers) found.set(directory, [...(found.get(directory) ?? []), prefix]);
  return found;
}
