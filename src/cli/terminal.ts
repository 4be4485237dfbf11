// Where output goes, and whether it may be coloured.
import { printableBytes } from './escape-text.ts';

export type Colour = 'red' | 'green' | 'cyan' | 'bold' | 'dim';

const CODES: Readonly<Record<Colour, readonly [number, number]>> = {
  red: [31, 39],
  green: [32, 39],
  cyan: [36, 39],
  bold: [1, 22],
  dim: [2, 22],
};

export interface Terminal {
  readonly isQuiet: boolean;
  readonly isVerbose: boolean;
  /** Answers; a final newline is added. */
  out(text: string): void;
  /** The same for what is too much to hold: each piece waits until the one before has gone. Ends early when nobody reads any more. */
  outPieces(pieces: Iterable<string>): Promise<void>;
  /** Diagnostics and progress. */
  err(text: string): void;
  /** What is being done now; nothing when quiet. */
  stage(text: string): void;
  /** What a long piece of work is at, in the line of a host that is painted over; nothing elsewhere. */
  note(text: string): void;
  /** Where lines can be painted over: standard error on a terminal; null when quiet. */
  readonly screen: Screen | null;
  /** The same without a newline, byte by byte (latin1); on a terminal with control characters made visible. */
  errBytes(bytes: string): void;
  /** Advice as it is to be typed: with the file, the hosts and the root that this run was given. */
  typed(advice: string): string;
  /** Coloured when standard output is a terminal that wants it. */
  paint(colour: Colour, text: string): string;
}

type StreamEvent = 'drain' | 'error' | 'close';

export interface Stream {
  readonly isTTY?: boolean;
  write(text: string | Uint8Array): unknown;
  once?(event: StreamEvent, listener: () => void): unknown;
  off?(event: StreamEvent, listener: () => void): unknown;
}

/** A terminal, as node:tty has it. */
export interface Screen extends NodeJS.WritableStream {
  readonly columns?: number;
  readonly rows?: number;
}

export interface TerminalOptions {
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly isQuiet: boolean;
  readonly isVerbose: boolean;
  /** Of `typed`; as it is without. */
  readonly typed?: (advice: string) => string;
}

export function openTerminal({ stdout, stderr, environment, isQuiet, isVerbose, typed = (advice) => advice }: TerminalOptions): Terminal {
  const hasColour = wantsColour(stdout, environment);
  return {
    isQuiet,
    isVerbose,
    typed,
    out: (text) => void stdout.write(`${text}\n`),
    outPieces: async (pieces) => {
      for (const piece of pieces) if (stdout.write(`${piece}\n`) === false && !(await isDrained(stdout))) return;
    },
    err: (text) => void stderr.write(`${text}\n`),
    stage: (text) => void (isQuiet || stderr.write(`${text}\n`)),
    note: () => undefined,
    screen: stderr.isTTY === true && !isQuiet && environment['TERM'] !== 'dumb' ? (stderr as unknown as Screen) : null,
    errBytes: (bytes) => void stderr.write(stderr.isTTY === true ? printableBytes(bytes) : Buffer.from(bytes, 'latin1')),
    paint: (colour, text) => (hasColour ? `\u001b[${CODES[colour][0]}m${text}\u001b[${CODES[colour][1]}m` : text),
  };
}

/** https://no-color.org: any value but the empty one; FORCE_COLOR for those who page with less -R. */
function wantsColour(stdout: Stream, environment: TerminalOptions['environment']): boolean {
  if ((environment['NO_COLOR'] ?? '') !== '') return false;
  if ((environment['FORCE_COLOR'] ?? '') !== '') return true;
  return stdout.isTTY === true && environment['TERM'] !== 'dumb';
}

/** False when the reader is gone. */
function isDrained(stream: Stream): Promise<boolean> {
  return new Promise((resolve) => {
    const drained = () => end(true);
    const gone = () => end(false);
    const listeners = [['drain', drained], ['error', gone], ['close', gone]] as const;
    const end = (answer: boolean) => {
      for (const [event, listener] of listeners) stream.off?.(event, listener);
      resolve(answer);
    };
    for (const [event, listener] of listeners) stream.once?.(event, listener);
  });
}
