// Whatever a word holds, a shell gives it back as it is.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { quoteShell, quoteWords } from '../../src/transport/quote-shell.ts';
import { missingPrograms } from '../support/missing-programs.ts';

const SHELLS = ['dash', 'bash', 'mksh', 'ksh'];
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 60);
const word = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: fc.constantFrom("'", '"', '\\', '$', '`', '\n', ' ', '*', '!', '-', '~', '#', ';', '&', 'é', '\u0081', '\r'), maxLength: 40 }),
).map((text) => Buffer.from(text.replaceAll('\0', '')).toString('utf8'));

for (const shell of SHELLS) {
  test(`words through ${shell}`, { skip: missingPrograms([shell]).length > 0 && `needs ${shell}` }, () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
        // printf is built in: what it prints ends each word with a NUL.
        const { stdout, stderr } = spawnSync(shell, ['-s'], { input: `printf '%s\\0' ${quoteWords(words)}\n`, encoding: 'utf8', env: { PATH: '/bin:/usr/bin', LC_ALL: 'C' } });
        assert.deepEqual(stdout.split('\0').slice(0, -1), words, stderr);
      }),
      { numRuns: RUNS },
    );
  });
}

test('a plain word stays readable, an empty one stays a word, and a NUL is refused', () => {
  assert.equal(quoteShell('/etc/httpd.conf'), '/etc/httpd.conf');
  assert.equal(quoteShell(''), "''");
  assert.throws(() => quoteShell('a\0b'));
});
