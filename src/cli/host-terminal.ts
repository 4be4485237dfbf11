// The output of one host among several: what it says on the way comes at once, each line with its name; its answer stays together.
import type { Terminal } from './terminal.ts';

export interface HostTerminal extends Terminal {
  /** Its answer so far, as it was printed. */
  readonly answer: readonly string[];
}

export function hostTerminal(terminal: Terminal, name: string): HostTerminal {
  const answer: string[] = [];
  const prefixed = (text: string) => text.split('\n').map((line) => `${name}: ${line}`).join('\n');
  return {
    ...terminal,
    answer,
    out: (text) => void answer.push(text),
    err: (text) => terminal.err(prefixed(text)),
  };
}
