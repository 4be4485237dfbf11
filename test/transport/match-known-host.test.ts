// known_hosts as ssh-keygen -F reads it: line for line, over random files.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import { knownKeys } from '../../src/transport/known-hosts.ts';
import { linesFor } from '../../src/transport/match-known-host.ts';
import { missingPrograms } from '../support/missing-programs.ts';

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEG4pOpxZWgGz2qzpZoqv9Fu4Mkyr3p1p6dMf0cWmG1s';
const directory = mkdtempSync(join(tmpdir(), 'stsctl-known-'));
after(() => rmSync(directory, { recursive: true, force: true }));
const file = join(directory, 'known_hosts');

const hashed = (name: string, salt = Buffer.alloc(20, name)) => `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;

const NAMES = ['mail1', 'mail1.example.com', '[mail1.example.com]:2222', '198.51.100.1', '2001:db8::1', 'MAIL1', 'a', '[a]:1'];
const name = fc.constantFrom(...NAMES);
const pattern = fc.oneof(name, fc.constantFrom('*', '?', '*.example.com', 'mail?', 'mail*', '*1*', '**', 'm*l1.*.com', '[*]:*', '198.51.100.*', '', 'x'.repeat(1022), 'x'.repeat(1023)), fc.string({ unit: fc.constantFrom('m', 'a', 'i', 'l', '1', '*', '?', '.', 'A'), maxLength: 6 }));
const list = fc.array(fc.tuple(fc.constantFrom('', '', '', '!', '!!'), pattern).map(([not, text]) => not + text), { minLength: 1, maxLength: 3 }).map((each) => each.join(','));
const broken = fc.constantFrom('|1|', '|1||', '|2|AAAA|AAAA', '|1|AAAA|AAAA', hashed('mail1').replace(/=/g, ''), hashed('mail1', Buffer.alloc(19)), `${hashed('mail1')}=`, `${hashed('mail1')},mail1`);
const hosts = fc.oneof(list, name.map((each) => hashed(each)), broken, fc.constantFrom('#mail1', '@mail1'));
const space = fc.constantFrom(' ', ' ', '\t', '  ', ' \t', '\t ');
const marker = fc.constantFrom('', '', '', '@revoked', '@cert-authority', '@other', '@', '@revoked @revoked', '@revoked @cert-authority', '@Revoked');
const rest = fc.constantFrom(KEY, KEY, KEY, `${KEY} a comment`, '', '#', '# mail1', 'ssh-ed25519', '12 y', '12345678 y', 'ssh-rsa # z', 'ecdsa-sha2-nistp384 AAAA==', 'sk-ssh-ed25519@openssh.com AAAA', `x${KEY}`, `${KEY}\r`);
const line = fc.oneof(
  fc.tuple(fc.constantFrom('', '', ' ', '\t'), marker, space, hosts, space, rest).map(([before, mark, between, who, gap, what]) => `${before}${mark}${mark === '' ? '' : between}${who}${gap}${what}`),
  fc.tuple(marker, hosts).map((each) => `${each.join('\t')}\t${KEY.replace(' ', '\t')}`),
  fc.constantFrom('', '# mail1 is ours', '   ', 'mail1', '\t#'),
);

/** "LINE MARKER" for each that ssh-keygen(1) finds. Of a line that is a name alone it reads on into what the buffer held before; such a line has no key. */
function foundBySshKeygen(who: string, lines: readonly string[]): string[] {
  const { stdout } = spawnSync('ssh-keygen', ['-F', who, '-f', file], { encoding: 'latin1' });
  return [...stdout.matchAll(/^# Host .* found: line (\d+) ?(\S*)$/gm)].filter(([, number]) => /\S[ \t]+\S/.test(lines[Number(number) - 1] ?? '')).map(([, number, mark]) => `${number} ${mark}`);
}

const MARKS = { revoked: 'REVOKED', 'cert-authority': 'CA' };

describe('known_hosts', { skip: missingPrograms(['ssh-keygen']).length > 0 && 'needs ssh-keygen' }, () => {
  test('the lines of a name are those of ssh-keygen -F', () => {
    let found = 0;
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), name, (lines, who) => {
        const text = lines.join('\n');
        writeFileSync(file, text, 'latin1');
        const ours = linesFor(who, text).map((each) => `${each.line} ${each.marker === null ? '' : MARKS[each.marker]}`);
        found += ours.length;
        assert.deepEqual(ours, foundBySshKeygen(who, lines));
      }),
      { numRuns: Number(process.env['FUZZ_RUNS'] ?? 200), examples: [[['@\tmmm\tssh-ed25519\tAAAAC3NzaC1lZDI1NTE5AAAAIEG4pOpxZWgGz2qzpZoqv9Fu4Mkyr3p1p6dMf0cWmG1s', 'mail1'], 'mail1']] },
    );
    assert.ok(found > 10, `${found} lines were found: let the test make names that match`);
  });

  test('several files, each key with its place; a file that is missing knows nobody', () => {
    const other = join(directory, 'other');
    writeFileSync(file, `# ours\n*.example.com,!mail2.example.com ${KEY}\n@revoked ${hashed('mail1.example.com')} ${KEY}\nmail1.example.com no-key\n`);
    writeFileSync(other, `@cert-authority * ${KEY} of all\n`);
    const known = knownKeys('mail1.example.com', [file, join(directory, 'none'), other]);
    assert.deepEqual(known.map(({ type, isRevoked, isAuthority, where }) => [type, isRevoked, isAuthority, where]), [
      ['ssh-ed25519', false, false, `${file}:2`],
      ['ssh-ed25519', true, false, `${file}:3`],
      ['ssh-ed25519', false, true, `${other}:1`],
    ]);
    assert.equal(known[0]?.key.toString('base64'), KEY.split(' ')[1]);
    assert.deepEqual(knownKeys('mail2.example.com', [file]), []);
  });
});
