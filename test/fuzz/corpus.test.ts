// What fuzzing has kept, run once more: `npm run test:fuzz` looks for more.
import { test } from 'node:test';
import { readCorpus } from './corpus.ts';
import { seedsOf } from './seeds.ts';
import { TARGETS } from './targets.ts';

for (const target of TARGETS) {
  test(`${target.name}: nothing that fuzzing has found breaks it`, async () => {
    for (const bytes of [...seedsOf(target), ...readCorpus(target.name)]) {
      try {
        await target.check(bytes);
      } catch (error) {
        throw new Error(`mend the parser; the input in base64: ${bytes.toString('base64')}`, { cause: error });
      }
    }
  });
}
