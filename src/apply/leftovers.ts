// Files that a killed run leaves: staged ones beside their targets, and challenge tokens.
import { basename, dirname } from 'node:path';
import type { Host } from '../model/host.ts';
import type { Plan } from '../model/plan.ts';

/** Every challenge token of stsctl begins so. */
export const TOKEN_PREFIX = 'stsctl-';

export interface Leftover {
  readonly directory: string;
  readonly prefix: string;
}

export function leftoversOf(plan: Plan): Leftover[] {
  return plan.steps.flatMap((step) => {
    if (step.kind === 'write-file') return [{ directory: dirname(step.path), prefix: `.${basename(step.path)}.stsctl-` }];
    return step.kind === 'test-challenge' ? [TOKEN_PREFIX, `.${TOKEN_PREFIX}`].map((prefix) => ({ directory: step.directory, prefix })) : [];
  });
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
