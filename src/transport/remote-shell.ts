// A shell on the host that is given one script after the other. It answers only while it is trusted to be at the end of the last one:
// whatever goes wrong with a script, and whatever may have left a daemon with the shell's output, ends it.
import { randomBytes } from 'node:crypto';
import type { Closed, Exec, Listener, Session } from './exec.ts';
import { endLine, readFrame, Watcher, type FrameRecord } from './read-frame.ts';
import { remoteScript, SHELL_BEGINS } from './remote-prelude.ts';

export interface Script {
  readonly body: readonly string[];
  /** Sent when the script says `say go`; a shell may read ahead, so not before. */
  readonly content?: Buffer;
  /** The input ends with it, and so does the shell: a program reads its input to the end, or may have left a daemon that holds the output. */
  readonly isLast: boolean;
  /** Of its standard output and its standard error together. */
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

export class RemoteShell implements Listener {
  #session: Session | null = null;
  #running: Running | null = null;
  #closed: Closed | null = null;
  #isFresh = true;

  /** `command` is the command line of the shell. */
  static async start(exec: Exec, command: string): Promise<RemoteShell> {
    const shell = new RemoteShell();
    shell.#session = await exec.start(command, shell);
    return shell;
  }

  /** It can't be given another script. */
  get isOver(): boolean {
    return this.#session === null || this.#closed !== null;
  }

  /** One at a time. */
  async run(script: Script): Promise<Reply> {
    const running = new Running(script, this.#session);
    this.#running = running;
    if (this.#closed !== null) running.end(this.#closed);
    else running.begin(this.#isFresh ? SHELL_BEGINS : '');
    this.#isFresh = false;
    const broken = await running.ended;
    this.#running = null;
    const reply = running.reply(broken);
    // The shell ends itself after a script that failed.
    if (broken !== null || script.isLast || reply.out.some(({ words }) => words[0] === 'fail')) this.close();
    return reply;
  }

  stdout(chunk: Buffer): void {
    this.#running?.stdout(chunk);
  }

  stderr(chunk: Buffer): void {
    this.#running?.stderr(chunk);
  }

  closed(how: Closed): void {
    this.#closed = how;
    this.#running?.closed(how);
  }

  close(): void {
    this.#session?.close();
    this.#session = null;
  }
}

class Running {
  readonly #script: Script;
  readonly #session: Session | null;
  readonly #nonce = newNonce();
  readonly #out: Buffer[] = [];
  readonly #err: Buffer[] = [];
  readonly #ends = [new Watcher(endLine(this.#nonce)), new Watcher(endLine(this.#nonce))] as const;
  readonly #go = new Watcher(Buffer.from(`\n${this.#nonce} go\n`, 'latin1'));
  readonly ended: Promise<Reply['broken']>;
  #resolve: (how: Reply['broken']) => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;
  #bytes = 0;
  #isOver = false;
  #hasSent = false;

  constructor(script: Script, session: Session | null) {
    this.#script = script;
    this.#session = session;
    this.ended = new Promise((resolve) => (this.#resolve = resolve));
  }

  begin(ahead: string): void {
    this.#timer = setTimeout(() => this.end('timed out'), this.#script.timeoutMs);
    this.#send(remoteScript(ahead, this.#nonce, this.#script.body), this.#script.content === undefined);
  }

  #send(bytes: Buffer, isAll: boolean): void {
    this.#session?.send(bytes);
    if (isAll && this.#script.isLast) this.#session?.endInput();
  }

  stdout(chunk: Buffer): void {
    this.#take(chunk, this.#out, 0);
    if (this.#script.content === undefined || this.#hasSent || !this.#go.see(chunk)) return;
    this.#hasSent = true;
    this.#send(this.#script.content, true);
  }

  stderr(chunk: Buffer): void {
    this.#take(chunk, this.#err, 1);
  }

  #take(chunk: Buffer, into: Buffer[], which: 0 | 1): void {
    if (this.#isOver) return;
    this.#bytes += chunk.length;
    into.push(chunk);
    this.#ends[which].see(chunk);
    if (this.#ends.every(({ found }) => found)) this.end(null);
    else if (this.#bytes > this.#script.maxBytes) this.end('too much');
  }

  closed(how: Closed): void {
    this.end(this.#ends[0].found ? null : how);
  }

  /** A daemon that was started may hold its output open for as long as it lives: it is not waited for. */
  end(how: Reply['broken']): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#resolve(how);
  }

  reply(broken: Reply['broken']): Reply {
    const [out, err] = [Buffer.concat(this.#out), Buffer.concat(this.#err)];
    const noise = noiseOf(err, this.#nonce) || noiseOf(out, this.#nonce);
    return { broken, out: readFrame(out, this.#nonce), err: readFrame(err, this.#nonce), noise };
  }
}

/** What stands before the first record. */
function noiseOf(said: Buffer, nonce: string): string {
  return (`\n${said.subarray(0, 65_536).toString('utf8')}`.split(`\n${nonce} `)[0] ?? '').trim();
}
