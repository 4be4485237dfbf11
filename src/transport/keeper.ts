// A process on the host that lives as long as this run: the lock there names it. It ends by itself when nothing comes any more,
// so that a cut connection keeps nobody out for long.
import { randomBytes } from 'node:crypto';
import { checkReply, type Destination } from './check-reply.ts';
import type { Closed, Exec, Listener, Session } from './exec.ts';
import { readFrame, Watcher } from './read-frame.ts';
import { remoteScript, SHELL_BEGINS } from './remote-prelude.ts';
import { startOf } from './remote-writes.ts';
import type { HostProcess } from '../model/host.ts';

/** How long it waits for a beat, of which four are sent in that time. */
const PATIENCE_SECONDS = 80;
const BEAT = Buffer.from('.');

/** It fails in the end: else the shell would go on to wait for another script, and the lock would name a process that is there for ever. */
function bodyOf(patienceSeconds: number): string[] {
  return [`say pid $$ ${startOf('$$')}`, `while x=$(timeout ${patienceSeconds} dd bs=1 count=1 <&5) && [ -n "$x" ]; do :; done`, 'q 1'];
}

export class Keeper implements Listener {
  readonly #exec: Exec;
  readonly #command: string;
  readonly #destination: Destination;
  readonly #patienceSeconds: number;
  readonly #nonce = `stsctl-${randomBytes(16).toString('hex')}`;
  readonly #watcher = new Watcher(Buffer.from(`\n${this.#nonce} pid `));
  readonly #out: Buffer[] = [];
  readonly #err: Buffer[] = [];
  #session: Session | null = null;
  #beat: NodeJS.Timeout | undefined;
  #process: Promise<HostProcess> | null = null;
  #told: (how: Closed | null) => void = () => undefined;

  constructor(exec: Exec, command: string, destination: Destination, patienceSeconds = PATIENCE_SECONDS) {
    this.#exec = exec;
    this.#command = command;
    this.#destination = destination;
    this.#patienceSeconds = patienceSeconds;
  }

  process(): Promise<HostProcess> {
    this.#process ??= this.#start();
    return this.#process;
  }

  async #start(): Promise<HostProcess> {
    const broken = await new Promise<Closed | null>((resolve, reject) => {
      this.#told = resolve;
      this.#exec.start(this.#command, this).then((session) => {
        this.#session = session;
        session.send(remoteScript(SHELL_BEGINS, this.#nonce, bodyOf(this.#patienceSeconds)));
      }, reject);
    });
    const out = readFrame(Buffer.concat(this.#out), this.#nonce);
    const [, number, ...start] = out.find(({ words }) => words[0] === 'pid')?.words ?? [];
    const pid = Number(number);
    if (broken !== null || !Number.isInteger(pid) || pid < 2) {
      checkReply({ broken: broken ?? { exit: null, signal: null, lost: 'it says no pid' }, out, err: [], noise: Buffer.concat(this.#err).toString('utf8').trim() }, this.#destination);
    }
    this.#beat = setInterval(() => this.#session?.send(BEAT), this.#patienceSeconds * 250);
    this.#beat.unref();
    return { pid, start: start.join(' ').trim() };
  }

  stdout(chunk: Buffer): void {
    if (this.#out.length > 100) return;
    this.#out.push(chunk);
    // The words may come in a chunk of their own: they are whole with their line's end.
    if (this.#watcher.see(chunk) && /pid \d+[^\n]*\n/.test(Buffer.concat(this.#out).toString('latin1'))) this.#told(null);
  }

  stderr(chunk: Buffer): void {
    if (this.#err.length < 100) this.#err.push(chunk);
  }

  closed(how: Closed): void {
    clearInterval(this.#beat);
    this.#told(how);
  }

  end(): void {
    clearInterval(this.#beat);
    this.#session?.close();
  }
}
