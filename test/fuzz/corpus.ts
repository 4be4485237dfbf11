// What fuzzing found worth keeping: one file a target, one input a line, in base64.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Small inputs find what large ones do; the repository stays small. */
const MAX_CORPUS_BYTES = 12_000;

/** "TXT records" is "TXT-records". */
export function fileNameOf(target: string): string {
  return target.replaceAll(/[^A-Za-z0-9.]+/g, '-');
}

function fileOf(target: string): string {
  return fileURLToPath(new URL(`corpus/${fileNameOf(target)}.txt`, import.meta.url));
}

export function readCorpus(target: string): Buffer[] {
  if (!existsSync(fileOf(target))) return [];
  const lines = readFileSync(fileOf(target), 'latin1').split('\n');
  return lines.slice(0, -1).map((line) => Buffer.from(line, 'base64'));
}

/** The smallest first, as many as there is room for; how many that are. */
export function writeCorpus(target: string, inputs: readonly Buffer[]): number {
  const sorted = [...inputs].sort((one, other) => one.length - other.length || Buffer.compare(one, other));
  let room = MAX_CORPUS_BYTES;
  const kept = sorted.filter(({ length }) => (room -= length) >= 0);
  writeFileSync(fileOf(target), kept.map((each) => `${each.toString('base64')}\n`).join(''));
  return kept.length;
}
