// What a command would do, against what sh(1) does with it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { CannotTell, type Machine } from '../../../src/formats/shell/machine.ts';
import { parseShell } from '../../../src/formats/shell/parse-shell.ts';
import { programName } from '../../../src/formats/shell/prefixes.ts';
import { runShell } from '../../../src/formats/shell/run-shell.ts';

const FOLDER = mkdtempSync('/tmp/stsctl-shell-');
after(() => rmSync(FOLDER, { recursive: true }));

/** Programs that say that they were run, and exit with STATUS or 0. */
for (const name of ['acme', 'reload', 'mail']) {
  writeFileSync(`${FOLDER}/${name}`, `#!/bin/sh\nprintf '%s\\n' "${name} $*" >>${FOLDER}/log\nexit ${name === 'acme' ? '"$STATUS"' : '0'}\n`);
  chmodSync(`${FOLDER}/${name}`, 0o755);
}

interface Outcome {
  readonly log: readonly string[];
  readonly exit: number;
}

function bySh(command: string, status: number): Outcome {
  writeFileSync(`${FOLDER}/log`, '');
  const { status: exit } = spawnSync('/bin/sh', ['-c', command], { env: { PATH: `${FOLDER}:/bin:/usr/bin`, STATUS: String(status) }, stdio: 'ignore' });
  return { log: readFileSync(`${FOLDER}/log`, 'latin1').split('\n').filter((line) => line !== ''), exit: exit ?? -1 };
}

/** Null when it can't be told. */
function inThought(command: string, status: number): Outcome | null {
  const log: string[] = [];
  const machine: Machine = {
    run({ argv }) {
      const name = programName(argv[0] ?? null);
      if (name === 'acme' || name === 'reload' || name === 'mail') log.push(`${[name, ...argv.slice(1)].join(' ')}${argv.length === 1 ? ' ' : ''}`);
      return name === 'acme' ? status : 0;
    },
    choose() {
      throw new CannotTell('choice');
    },
    substitute() {},
  };
  const list = parseShell(command);
  return list === null ? null : { exit: runShell(list, machine), log };
}

const COMMANDS: readonly string[] = [
  'acme a && reload b',
  'acme a || reload b',
  'acme a; reload b',
  'acme a || exit 1; reload b',
  'acme a && reload b || mail c',
  'acme a; case $? in 0) reload b;; 2) ;; *) exit 1;; esac',
  'acme a; case "$?" in (0|1) reload b ;; [2-9]) mail c; esac',
  'acme a; case $? in "*") reload;; ?) mail; esac',
  'if acme a; then reload b; else mail $?; fi',
  'if acme a; then :; elif [ $? -eq 2 ]; then mail two; else mail one; exit 3; fi',
  'if ! acme a; then exit; fi; reload b',
  'acme a; rc=$?; [ $rc -eq 0 ] && reload b; [ "$rc" -ne 1 ]',
  'acme a; rc=$?; test ! $rc = 2 -a $rc -lt 2 || mail c; exit "$rc"',
  'set -e; acme a; reload b',
  'set -e; acme a || true; reload b',
  'set -e; ! acme a; reload b',
  'set -e; ( acme a; reload b ); mail c',
  'set -e; acme a && reload b; mail c',
  'set -e; if acme a; then reload b; fi; mail c',
  'set -e; { acme a && reload b; } || mail c',
  'set -o errexit; acme a; mail b; set +e; acme a; mail c',
  'set -e; for x in 1 2; do acme a && mail b; done; mail c',
  'set -e; { acme a && mail b; }; mail c',
  'set -e; ( acme a && mail b ); mail c',
  '(exit 4); mail $?',
  'false | true; mail $?',
  'true | acme a; mail $?',
  '! acme a | true; mail $?',
  'x=1; (x=2); mail $x; { x=3; }; mail "$x"; true | x=4; mail ${x}',
  "acme 'a b' \"c d\" e\\ f \"g\\\"h\" 'i'\"j\"k",
  'for h in a b "c d"; do acme $h && reload "$h"; done',
  'list="a b"; for h in $list; do acme $h; done; for h in "$list"; do mail $h; done',
  'for h in; do acme $h; done; mail $?',
  'acme a; for h in; do reload b; done; mail $?',
  'none=; acme a; for h in $none; do reload b; done; mail $?',
  'acme a; for h in one; do mail $?; done; for h in one two; do mail $?; acme $h; done; mail $?',
  'acme a; case $(true) in *) reload b; esac',
  'acme a; case "x$(true)" in *) reload b;; x) mail c; esac',
  "sh -c 'acme a && reload b' || mail c",
  "sh -ec 'acme a; reload b'; mail $?",
  "sh -c 'exit 7'; mail $?",
  'env A=b acme a && reload b',
  'nice -n 5 acme a && reload b',
  'exec acme a && reload b',
  'command acme a; mail $?',
  'command -v acme && reload b',
  'exit 2; acme a',
  'acme a >/dev/null 2>&1 && reload b',
  '>/dev/null acme a && reload b',
  '{ acme a; reload b; } >/dev/null',
  'acme a # && reload b',
  'acme a#b; mail a"#"b # c',
  'acme a &&\nreload b\n\nmail c',
  'if acme a\nthen reload b\nelse\nmail c\nfi',
  'e=; mail $e x "$e"; mail $? "" \'\'',
  'return 3; mail b',
  'export X=1 && mail $X; readonly Y=$?; mail $Y',
  'exit 258',
];

test('as sh does it', () => {
  for (const command of COMMANDS) {
    for (const status of [0, 1, 2]) assert.deepEqual(inThought(command, status), bySh(command, status), `${command} [${status}]`);
  }
});

test('what is not understood is no command', () => {
  for (const command of ['cat <<E\nE', 'f() { acme a; }; f', 'acme a &&', 'if acme a; then', '( acme a', 'acme "a', "acme 'a", 'acme `a', 'acme $(a', 'acme a)', ';', '&& acme a', 'case x in a) b', '[[ a = b ]]', '((a))', 'fi', 'a |& b', '{ a }', 'for x do :; done']) {
    assert.equal(parseShell(command), null, command);
  }
});

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
const { command } = fc.letrec<{ command: string; list: string }>((tie) => {
  const list = tie('list');
  return {
    list: fc.oneof({ maxDepth: 4 }, tie('command'), fc.tuple(list, fc.constantFrom(' && ', ' || ', '; ', ' | '), tie('command')).map((parts) => parts.join(''))),
    command: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      fc.constantFrom('acme a', 'acme a', 'reload b', 'mail $?', 'mail "$x"', 'true', ':', 'false', 'x=$?', 'exit', 'exit $x', 'exit 3', '[ $? -eq 2 ]', '[ "$x" = 1 ]', 'test $? -ne 0', 'set -e', 'set +e', '{ ! acme a; }', 'acme a >/dev/null'),
      list.map((each) => `( ${each} )`),
      list.map((each) => `{ ${each}; }`),
      list.map((each) => `sh -c ${quoted(`x=0; ${each}`)}`),
      fc.tuple(list, list, list).map(([a, b, c]) => `if ${a}; then ${b}; else ${c}; fi`),
      fc.tuple(list, list, list).map(([a, b, c]) => `if ${a}; then ${b}; elif ${c}; then ${a}; fi`),
      fc.tuple(list, list, list).map(([a, b, c]) => `case $? in 0) ${a};; 1|3) ${b};; *) ${c}; esac`),
      list.map((each) => `for x in 1 2; do ${each}; done`),
    ),
  };
});

test('as sh does it, whatever is put together', () => {
  fc.assert(
    fc.property(command, fc.constantFrom(0, 1, 2), (each, status) => {
      const text = `x=0; ${each}`;
      const thought = inThought(text, status);
      // Both sides of a pipe run at once: their order in the log is chance.
      const sorted = (outcome: Outcome) => ({ ...outcome, log: each.includes(' | ') ? [...outcome.log].sort() : outcome.log });
      assert.ok(thought !== null || text.length > 4000, text);
      if (thought !== null) assert.deepEqual(sorted(thought), sorted(bySh(text, status)), `${text} [${status}]`);
    }),
    { numRuns: Number(process.env['FUZZ_RUNS'] ?? 300) },
  );
});

test('no text makes it throw, or takes long', () => {
  const piece = fc.constantFrom(...'&&|;()!{}$`\'"\\#<>% \n'.split(''), 'if ', ' then ', ' fi', 'case ', ' in ', ' esac', ';;', 'for x in ', ' do ', ' done', 'acme a', '$?', '$(', '$((', '${x', '2>&1', 'x=');
  fc.assert(fc.property(fc.array(piece, { maxLength: 60 }).map((each) => each.join('')), (text) => void parseShell(text)), { numRuns: 3000 });
  for (const unit of ['(', '{ ', 'if ', '$(', '"', '`', "'", '\\', 'case x in a) ', '! ', '${', '&& ', 'a;', '<', '#', '$((', 'for x in a; do ']) {
    const start = process.cpuUsage();
    parseShell(unit.repeat(4000 / unit.length));
    assert.ok(process.cpuUsage(start).user < 1_000_000, JSON.stringify(unit));
  }
});

test('what of a program reaches whoever started the command', () => {
  const streams = (command: string) => {
    const seen: string[] = [];
    const machine: Machine = { run: ({ argv, streams: { out, err } }) => (seen.push(`${argv[0]}${out ? ' out' : ''}${err ? ' err' : ''}`), 0), choose: () => true, substitute() {} };
    runShell(parseShell(command) ?? [], machine);
    return seen;
  };
  for (const [command, ...want] of [
    ['a', 'a out err'], ['a >x', 'a err'], ['a 1>x', 'a err'], ['a 2>x', 'a out'], ['a 3>x', 'a out err'], ['a <x', 'a out err'], ['a >>x 2>&1', 'a'], ['a 2>&1 >x', 'a err'], ['a >&2 2>x', 'a out'], ['a >x 2>y', 'a'],
    ['a | b', 'a err', 'b out err'], ['a | b | c', 'a err', 'b err', 'c out err'], ['{ a; b 2>x; } >y', 'a err', 'b'], ['a 2>&1 | b', 'a', 'b out err'],
  ] as const) assert.deepEqual(streams(command), want, command);
});

test('what can\'t be told is chosen, once for each pattern, until one takes it', () => {
  const runs = (command: string, ...choices: boolean[]) => {
    const seen: string[] = [];
    const asked = [...choices];
    const machine: Machine = { run: ({ argv }) => (seen.push(argv.join(' ')), 0), choose: () => asked.shift() ?? assert.fail('one choice too many'), substitute() {} };
    runShell(parseShell(command) ?? [], machine);
    return [...seen, asked.length];
  };
  const command = 'case $(date) in Mon*) acme a;; Tue*|Wed*) reload b;; *) mail c; esac';
  assert.deepEqual([runs(command, true), runs(command, false, true), runs(command, false, false, true), runs(command, false, false, false)], [['acme a', 0], ['reload b', 0], ['reload b', 0], ['mail c', 0]]);
  assert.deepEqual([runs('case a in $(date)) acme a;; esac', true), runs('case a in $(date)) acme a;; esac', false)], [['acme a', 0], [0]]);
});

test('what is no name of a variable makes no loop', () => {
  for (const command of ['for $x in a; do acme; done', 'for "$(x)" in a; do acme; done']) assert.equal(parseShell(command), null, command);
});
