// What the manual, the guide and the README tell to type is what the program takes; the guide's commands are run, one after the other.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { COMMANDS } from '../src/cli/commands.ts';
import { parseArguments } from '../src/cli/parse-arguments.ts';
import { makeTree, type Tree } from './support/openbsd-like.ts';
import { REPOSITORY, stsctl } from './support/stsctl.ts';

const GUIDE = 'docs/GUIDE.md';
const read = (file: string) => readFileSync(join(REPOSITORY, file), 'utf8');

/** Lines with a prompt, without what follows a pipe or a comment; mdoc's and the shell's own continuation ends one, too. */
function typed(text: string, prompt = /^[#$] stsctl (.*)$/gm): string[][] {
  return [...text.matchAll(prompt)].map(([, line = '']) => line.replace(/\s+(?:[|#\\].*)$/, '').split(' '));
}

for (const [file, atLeast] of [['man/stsctl.8', 20], [GUIDE, 20], ['README.md', 8], ['man/stsctl-templates.5', 2]] as const) {
  test(`${file}: every command that is shown is taken as it stands`, () => {
    const lines = typed(read(file));
    assert.ok(lines.length >= atLeast, `${lines.length} commands are seen there`);
    const wrong = lines.map((argv) => ({ line: argv.join(' '), parsed: parseArguments(argv) })).filter(({ parsed }) => parsed.kind !== 'run');
    assert.deepEqual(wrong, [], 'correct the text, or the table of commands');
  });
}

/** What each ends with on a host that was set up a moment ago, where no resolver answers. */
const ENDS: readonly (readonly [string, number])[] = [
  ['init example.com --mx mail.example.com --tlsrpt mailto:reports@example.com', 0],
  ['plan', 2],
  ['dns', 0],
  ['apply', 0],
  ['check', 0],
  ['rollback --list', 0],
  ['rollback', 0],
  ['apply -q', 0],
  ['renew', 0],
  ['reports add /home/reports/Maildir', 0],
  ['reports summary --days 14', 0],
  ['reports gate example.com', 2],
  ['explain mx-certificate', 0],
  ['mode --auto example.com', 2],
  ['mode --ramp enforce example.com', 2],
  ['status', 0],
  ['-n setup-daemon', 2],
  ['-n init --from-tutorial', 2],
  ['templates show httpd.conf/mta-sts-policy.hbs', 0],
  ['templates list', 0],
  ['templates check', 0],
];

let tree: Tree;
before(async () => {
  tree = await makeTree({ throwAwayCa: true });
  for (const each of ['new', 'cur', 'tmp']) mkdirSync(`${tree.root}/home/reports/Maildir/${each}`, { recursive: true });
  writeFileSync(`${tree.root}/home/reports/Maildir/new/1.eml`, `From: tlsrpt@example.net\r\nContent-Type: application/tlsrpt+json\r\n\r\n${read('test/formats/tls-report/google.json')}`);
});
after(() => tree.remove());

/** Those that look at the policy over HTTPS, and those that ask DNS in any case. */
const LOOKS = ['apply', 'check', 'mode', 'renew', 'status'];
const ASKS = ['init', 'mode', 'status'];

/** The tree in place of the host, and its ports; nobody answers at the resolver. */
function inTree(argv: readonly string[]): string[] {
  const parsed = parseArguments(argv);
  assert.ok(parsed.kind === 'run');
  const { name, options } = parsed.command;
  return [
    ...argv.map((word) => (word.startsWith('/home/') ? tree.root + word : word)),
    ...(options.includes('root') ? ['--root', tree.root] : []),
    ...(LOOKS.includes(name) ? ['--connect', `127.0.0.1:${tree.httpsPort}`, '--ca-file', tree.caFile] : []),
    ...(name === 'apply' ? ['--connect-http', `127.0.0.1:${tree.httpPort}`] : []),
    ...(ASKS.includes(name) ? ['--resolver', '127.0.0.1:9'] : []),
  ];
}

test('the guide, run from its first command to its last', () => {
  const lines = typed(read(GUIDE), /^# stsctl (.*)$/gm);
  assert.deepEqual(lines.map((argv) => argv.join(' ')), ENDS.map(([line]) => line), 'say here what each command of the guide ends with');
  for (const [line, expected] of ENDS) {
    const { exit, stdout, stderr } = stsctl(inTree(line.split(' ')));
    assert.equal(exit, expected, `stsctl ${line}\n${stdout}${stderr}`);
  }
});

for (const file of ['README.md', GUIDE]) {
  test(`${file}: what it links to and shows is there`, () => {
    const named = [...read(file).matchAll(/\]\(([^)#:]+)\)|(?:src|srcset)="([^"]+)"/g)].map(([, link, picture]) => link ?? picture ?? '');
    assert.ok(named.some((each) => each.endsWith('.png')));
    assert.deepEqual(named.filter((each) => !existsSync(join(REPOSITORY, file, '..', each))), []);
  });
}

test('the commands it speaks of in passing exist', () => {
  const names = COMMANDS.map(({ name }) => name.split(' ')[0]);
  const spoken = [...read(GUIDE).matchAll(/`stsctl (?:-\S+ )*([a-z]+)/g)].map(([, name = '']) => name);
  assert.deepEqual(spoken.filter((name) => !names.includes(name)), []);
});
