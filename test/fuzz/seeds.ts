// What fuzzing begins with.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Target } from './target.ts';

const MAX_SEED_BYTES = 20_000;

export function seedsOf({ seedFolders = [], seeds = [] }: Target): Buffer[] {
  const files = seedFolders.flatMap((folder) => filesIn(fileURLToPath(new URL(`../../${folder}`, import.meta.url))));
  return [...files.filter((name) => statSync(name).size <= MAX_SEED_BYTES).map((name) => readFileSync(name)), ...seeds.map((seed) => (typeof seed === 'string' ? Buffer.from(seed, 'latin1') : Buffer.from(seed)))];
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .sort();
}
