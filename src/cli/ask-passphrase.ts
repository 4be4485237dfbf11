// Asks for the passphrase of a key on the terminal, never on standard input; once a key, however many hosts want it.
import { openSync } from 'node:fs';
import type { ReadStream, WriteStream } from 'node:tty';
import { escapeLine } from './escape-text.ts';

export type Ask = (file: string) => Promise<string | null>;

/** Null where there is no terminal. */
export function passphraseAsker(): Ask | null {
  if (!process.stderr.isTTY) return null;
  const asked = new Map<string, Promise<string | null>>();
  let last: Promise<unknown> = Promise.resolve();
  return (file) => {
    const known = asked.get(file);
    if (known !== undefined) return known;
    // One question after the other.
    const answer = last.then(() => ask(file));
    last = answer.catch(() => undefined);
    asked.set(file, answer);
    return answer;
  };
}

/** What it needs is loaded when there is something to ask. */
async function ask(file: string): Promise<string | null> {
  const [tty, { createInterface }, { Writable }] = await Promise.all([import('node:tty'), import('node:readline'), import('node:stream')]);
  let input: ReadStream;
  let output: WriteStream;
  try {
    input = new tty.ReadStream(openSync('/dev/tty', 'r'));
    output = new tty.WriteStream(openSync('/dev/tty', 'w'));
  } catch {
    return null;
  }
  // What is typed is echoed into nothing.
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: silent, terminal: true });
  // Once the terminal echoes nothing: somebody may be quick.
  output.write(`passphrase of ${escapeLine(file)}: `);
  try {
    return await new Promise((resolve) => {
      lines.once('line', (line) => resolve(line === '' ? null : line));
      lines.once('close', () => resolve(null));
    });
  } finally {
    lines.close();
    output.write('\n');
    input.destroy();
    output.destroy();
  }
}
