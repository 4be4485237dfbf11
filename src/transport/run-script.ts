// Runs one script on one session: sends it, then the content when it is asked for, and ends as soon as the answer is whole.
import { randomBytes } from 'node:crypto';
import type { Closed, Exec, Listener, Session } from './exec.ts';
import { endLine, readFrame, Watcher, type FrameRecord } from './read-frame.ts';
import { remoteScript } from './remote-prelude.ts';

export interface Script {
  /** The command line of the shell. */
  readonly command: string;
  readonly body: readonly string[];
  /** Sent when the script says `say go`; a shell may read ahead, so not before. */
  readonly content?: Buffer;
  /** Of its standard output, and of its standard error. */
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

export interface Reply {
  /** Null when the script said all it had to say. */
  readonly broken: 'too much' | 'timed out' | Closed | null;
  readonly out: readonly FrameRecord[];
  readonly err: readonly FrameRecord[];
  /** What was said outside of any record, for messages. */
  readonly noise: string;
}

/** 128 bits: no file that is there already holds them. */
const newNonce = () => `stsctl-${randomBytes(16).toString('hex')}`;

export async function runScript(exec: Exec, script: Script): Promise<Reply> {
  const nonce = newNonce();
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  const broken = await new Promise<Reply['broken']>((resolve, reject) => {
    const running = new Running(script, nonce, stdout, stderr, resolve);
    exec.start(script.command, running).then((session) => running.begin(session), reject);
  });
  const [out, err] = [Buffer.concat(stdout), Buffer.concat(stderr)];
  return { broken, out: readFrame(out, nonce), err: readFrame(err, nonce), noise: noiseOf(err, nonce) || noiseOf(out, nonce) };
}

/** What stands before the first record. */
function noiseOf(said: Buffer, nonce: string): string {
  return (`\n${said.subarray(0, 65_536).toString('utf8')}`.split(`\n${nonce} `)[0] ?? '').trim();
}

class Running implements Listener {
  readonly #script: Script;
  readonly #nonce: string;
  readonly #out: Buffer[];
  readonly #err: Buffer[];
  readonly #resolve: (how: Reply['broken']) => void;
  readonly #ends: readonly [Watcher, Watcher];
  readonly #go: Watcher;
  #session: Session | null = null;
  #timer: NodeJS.Timeout | undefined;
  #bytes = 0;
  #isOver = false;
  #hasSent = false;

  constructor(script: Script, nonce: string, out: Buffer[], err: Buffer[], resolve: (how: Reply['broken']) => void) {
    this.#script = script;
    this.#nonce = nonce;
    this.#out = out;
    this.#err = err;
    this.#resolve = resolve;
    this.#ends = [new Watcher(endLine(nonce)), new Watcher(endLine(nonce))];
    this.#go = new Watcher(Buffer.from(`\n${nonce} go\n`, 'latin1'));
  }

  begin(session: Session): void {
    this.#session = session;
    if (this.#isOver) return session.close();
    this.#timer = setTimeout(() => this.#end('timed out'), this.#script.timeoutMs);
    session.send(remoteScript(this.#nonce, this.#script.body));
    if (this.#script.content === undefined) session.endInput();
  }

  stdout(chunk: Buffer): void {
    this.#take(chunk, this.#out, 0);
    if (this.#script.content === undefined || this.#hasSent || !this.#go.see(chunk)) return;
    this.#hasSent = true;
    this.#session?.send(this.#script.content);
    this.#session?.endInput();
  }

  stderr(chunk: Buffer): void {
    this.#take(chunk, this.#err, 1);
  }

  #take(chunk: Buffer, into: Buffer[], which: 0 | 1): void {
    if (this.#isOver) return;
    this.#bytes += chunk.length;
    into.push(chunk);
    this.#ends[which].see(chunk);
    if (this.#ends.every(({ found }) => found)) this.#end(null);
    else if (this.#bytes > this.#script.maxBytes) this.#end('too much');
  }

  closed(how: Closed): void {
    this.#end(this.#ends[0].found ? null : how);
  }

  /** A daemon that was started may hold its output open for as long as it lives: it is not waited for. */
  #end(how: Reply['broken']): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#session?.close();
    this.#resolve(how);
  }
}
