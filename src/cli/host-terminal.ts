// The output of one host among several: what it says on the way comes at once, each line with its name; its answer stays together.
import type { LiveLines } from './live-lines.ts';
import type { Terminal } from './terminal.ts';

export interface HostTerminal extends Terminal {
  /** Its answer so far, as it was printed. */
  readonly answer: readonly string[];
}

/** With `live`, the stages are shown in the line of the host. */
export function hostTerminal(terminal: Terminal, name: string, live: LiveLines | null): HostTerminal {
  const answer: string[] = [];
  const prefixed = (text: string) => text.split('\n').map((line) => (line === '' ? line : `${name}: ${line}`)).join('\n');
  const lines = (text: string) => text.split('\n').map((line) => `${name}: ${line}`).join('\n');
  return {
    ...terminal,
    answer,
    out: (text) => void answer.push(text),
    err: (text) => terminal.err(lines(text)),
    errBytes: (bytes) => terminal.errBytes(prefixed(bytes)),
    // The screen is the fleet's.
    screen: null,
    note: (text) => live?.set(name, 'working', text),
    stage: (text) => (live === null ? terminal.stage(lines(text)) : live.set(name, 'working', text)),
  };
}
