// Asks for the passphrase of a key on the terminal, never on standard input; once a key, however many hosts want it.
import { openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { ReadStream, WriteStream } from 'node:tty';
import { Writable } from 'node:stream';
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

async function ask(file: string): Promise<string | null> {
  let input: ReadStream;
  let output: WriteStream;
  try {
    input = new ReadStream(openSync('/dev/tty', 'r'));
    output = new WriteStream(openSync('/dev/tty', 'w'));
  } catch {
    return null;
  }
  output.write(`passphrase of ${escapeLine(file)}: `);
  // What is typed is echoed into nothing.
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: silent, terminal: true });
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
