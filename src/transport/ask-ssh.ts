// `ssh -G` for one host, or for several that are asked about at the same moment: a shell starts it more cheaply than Node does.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { AnswerSplitter } from './answer-splitter.ts';
import { quoteWords } from './quote-shell.ts';

const TIMEOUT_MS = 10_000;
/** A `Match exec` of ssh_config(5) may take its time: so many wait for one another, and no more. */
const A_SHELL = 8;
const MAX_OUTPUT = 16 * 1024 * 1024;

interface Question {
  readonly argv: readonly string[];
  /** The same for a shell. */
  readonly words: string;
  readonly answer: (said: Promise<string>) => void;
}

let waiting: Question[] = [];

/** Its standard output. Rejects with what it says of its failure. */
export async function askSsh(argv: readonly string[]): Promise<string> {
  const words = quoteWords(argv);
  return new Promise((answer) => {
    if (waiting.push({ argv, words, answer }) === 1) setImmediate(askWaiting);
  });
}

function askWaiting(): void {
  const asked = waiting;
  waiting = [];
  for (let at = 0; at < asked.length; at += A_SHELL) askTogether(asked.slice(at, at + A_SHELL));
}

function askTogether(questions: readonly Question[]): void {
  if (questions.length === 1) return questions.forEach(({ argv, answer }) => answer(askAlone(argv)));
  const nonce = randomBytes(16).toString('hex');
  const script = questions.map(({ words }) => `ssh -G ${words} 2>/dev/null; echo "\n${nonce} $?"`).join('\n');
  let next = 0;
  const splitter = new AnswerSplitter(nonce, (text, isWell) => answerOne(questions[next++], text, isWell));
  const shell = execFile('/bin/sh', ['-c', script], { encoding: 'utf8', timeout: TIMEOUT_MS, maxBuffer: MAX_OUTPUT }, () => {
    // Who has no answer by now gets one, or the words of its failure, by itself.
    for (const { argv, answer } of questions.slice(next)) answer(askAlone(argv));
  });
  shell.stdout?.on('data', (chunk: string) => splitter.push(chunk));
}

function answerOne(question: Question | undefined, text: string, isWell: boolean): void {
  question?.answer(isWell ? Promise.resolve(text) : askAlone(question.argv));
}

function askAlone(argv: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('ssh', ['-G', ...argv], { encoding: 'utf8', timeout: TIMEOUT_MS }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error((error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no ssh on this machine' : (stderr.trim().split('\n')[0] ?? error.message)));
    });
  });
}
