// npm run cast: records a real run of the demo as docs/demo.cast (asciinema v2: a header, then [seconds, "o", output] a line). Play it with
// asciinema play docs/demo.cast. The name of the temporary tree, which is another one each time, is written as /tmp/tree.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { root } from './setup.mjs';

const [width, height] = [132, 40];
/** Nobody wants to wait longer than this between two pieces of output. */
const LONGEST_PAUSE = 1.5;

// script(1) of util-linux gives the run a terminal, so that it is coloured as its user sees it.
const run = spawn('script', ['-qfec', `stty cols ${width} rows ${height}; exec '${process.execPath}' --import tsx test/demo/demo.ts`, '/dev/null'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, TERM: 'xterm-256color', COLUMNS: String(width) } });
const pieces = [];
let [last, seconds] = [performance.now(), 0];
run.stdout.setEncoding('utf8');
run.stdout.on('data', (text) => {
  const now = performance.now();
  seconds += Math.min((now - last) / 1000, LONGEST_PAUSE);
  last = now;
  pieces.push([Number(seconds.toFixed(3)), 'o', text.replace(/\S*\/stsctl-tree-\w+/g, '/tmp/tree')]);
});
run.on('close', (status) => {
  if (status !== 0) {
    console.error(`the demo ended with ${status}: docs/demo.cast stays as it was`);
    process.exit(1);
  }
  const header = { version: 2, width, height, title: 'stsctl: plan, apply, check, and back', env: { TERM: 'xterm-256color' } };
  writeFileSync(`${root}/docs/demo.cast`, [header, ...pieces].map((each) => `${JSON.stringify(each)}\n`).join(''));
});
