// A machine reached over SSH, as a Host: each operation is one script for /bin/sh there, nothing is installed.
import { randomBytes } from 'node:crypto';
import type { Bytes } from '../model/bytes.ts';
import { HostError, type Answer, type Attributes, type Host, type HostProcess, type Probe, type RunOptions, type RunResult } from '../model/host.ts';
import { atMost } from '../model/at-most.ts';
import { errorFromWords, sentenceOf } from './error-words.ts';
import type { Exec } from './exec.ts';
import { Keeper } from './keeper.ts';
import { brokenReply } from './read-frame.ts';
import { readAnswers } from './remote-answers.ts';
import { DOAS_SHELL, SHELL } from './remote-prelude.ts';
import { runResult } from './remote-run.ts';
import { gatherLimit, gatherLines, gatherTimeout } from './remote-script.ts';
import * as writes from './remote-writes.ts';
import { RemoteShell, type Reply, type Script } from './remote-shell.ts';
import { checkReply, type Destination } from './check-reply.ts';

const MAX_OUTPUT = 16 * 1024 * 1024;
const WRITE_TIMEOUT_MS = 120_000;
/** sshd has MaxSessions 10 (sshd_config(5)); one is the keeper's. */
const SESSIONS = 8;
/** For what the connection itself takes. */
const GRACE_MS = 20_000;

export class SshHost implements Host {
  readonly name: string;
  readonly root = '';
  readonly agent = null;
  readonly #exec: Exec;
  readonly #destination: Destination;
  readonly #command: string;
  readonly #keeper: Keeper;
  readonly #turns = atMost(SESSIONS);
  /** Those that wait for a script. */
  readonly #idle: RemoteShell[] = [];
  #uid = -1;
  /** Null until a shell has said its time. */
  #clockAheadMs: number | null = null;

  constructor(exec: Exec, destination: Destination) {
    this.name = destination.name;
    this.#exec = exec;
    this.#destination = destination;
    this.#command = destination.become === 'doas' ? DOAS_SHELL : SHELL;
    this.#keeper = new Keeper(exec, this.#command, destination);
  }

  /** -1 until the host has been asked anything. */
  get uid(): number {
    return this.#uid;
  }

  get clockAheadMs(): number {
    return this.#clockAheadMs ?? 0;
  }

  get reach(): string {
    return this.#exec.peer ?? this.name;
  }

  async close(): Promise<void> {
    this.#keeper.end();
    // With the connection its sessions end: no word to each of a fleet's.
    await this.#exec.close();
    for (const shell of this.#idle) shell.close();
  }

  realPath(path: string): string {
    return path;
  }

  async gather(probes: readonly Probe[]): Promise<Answer[]> {
    try {
      return await this.#gather(probes);
    } catch (error) {
      // Somebody changed a file between two looks at it: once more is enough unless it never ends.
      if (error instanceof HostError && error.word === 'EAGAIN') return this.#gather(probes);
      throw error;
    }
  }

  async #gather(probes: readonly Probe[]): Promise<Answer[]> {
    const { out, err } = await this.#say('', { body: gatherLines(probes), isLast: false, maxBytes: gatherLimit(probes), timeoutMs: gatherTimeout(probes) });
    return readAnswers(probes, out, err);
  }

  async stage(path: string, content: Bytes, attributes: Attributes): Promise<string> {
    const staged = newStaged(path);
    await this.#do(path, writes.stageLines(staged, content.length, attributes), content);
    return staged;
  }

  async commit(staged: string, path: string): Promise<void> {
    await this.#do(path, writes.commitLines(staged, path));
  }

  async changeMode(path: string, mode: number): Promise<void> {
    await this.#do(path, writes.changeModeLines(path, mode));
  }

  async remove(path: string): Promise<void> {
    await this.#do(path, writes.removeLines(path));
  }

  async makeDirectory(path: string, attributes: Attributes): Promise<void> {
    await this.#do(path, writes.makeDirectoryLines(path, attributes));
  }

  async removeDirectory(path: string): Promise<void> {
    await this.#do(path, writes.removeDirectoryLines(path));
  }

  async createExclusive(path: string, content: Bytes, mode: number): Promise<boolean> {
    const { last } = await this.#do(path, writes.createExclusiveLines(path, newStaged(path), content.length, { mode, uid: 0, gid: 0 }), content);
    return last === 'ok';
  }

  async append(path: string, content: Bytes): Promise<void> {
    await this.#do(path, writes.appendLines(path, content.length), content);
  }

  async list(path: string): Promise<string[]> {
    const { reply } = await this.#do(path, writes.listLines(path));
    const names = reply.out.find(({ words }) => words[0] === 'names')?.body ?? '';
    if (reply.out.some(({ words }) => words[0] === 'listed' && words[1] !== '0')) throw new HostError('EIO', path, sentenceOf('EIO') ?? '');
    const text = Buffer.from(names, 'latin1').toString('utf8');
    return text.split('\0').slice(0, -1).map((each) => each.slice(each.lastIndexOf('/') + 1)).sort();
  }

  async run(argv: readonly string[], { stdin, timeoutMs }: RunOptions): Promise<RunResult> {
    const began = performance.now();
    const content = stdin === undefined || stdin === '' ? {} : { content: Buffer.from(stdin, 'latin1') };
    const reply = await this.#send({ body: writes.runLines(argv, timeoutMs, stdin !== undefined && stdin !== ''), isLast: true, maxBytes: MAX_OUTPUT, timeoutMs: timeoutMs + GRACE_MS, ...content });
    if (reply.broken === 'too much') return { exit: null, stdout: '', stderr: '', failure: `printed more than ${MAX_OUTPUT} bytes` };
    if (reply.broken === 'timed out') return { exit: null, stdout: '', stderr: '', failure: `timed out after ${timeoutMs / 1000} s` };
    const { out, err } = checkReply(reply, this.#destination);
    const of = (what: string) => out.find(({ words }) => words[0] === what) ?? null;
    const records = { out: of('out'), err: err.find(({ words }) => words[0] === 'err') ?? null, exit: of('exit'), none: of('none')?.words[2] ?? null };
    return runResult(records, { tookMs: performance.now() - began, timeoutMs });
  }

  async isAlive(process: HostProcess): Promise<boolean> {
    const { last } = await this.#do('', writes.isAliveLines(process));
    return last === 'ok';
  }

  process(): Promise<HostProcess> {
    return this.#keeper.process();
  }

  /** One change; throws the system's word when it was not done. */
  async #do(path: string, body: readonly string[], content?: Bytes): Promise<{ readonly last: string; readonly reply: Reply }> {
    const sent = content === undefined || content === '' ? {} : { content: Buffer.from(content, 'latin1') };
    const isLast = content !== undefined && content.length > writes.MAX_TAKEN;
    const reply = await this.#say(path, { body, isLast, maxBytes: MAX_OUTPUT, timeoutMs: WRITE_TIMEOUT_MS, ...sent });
    const [last = '', word = ''] = reply.out.at(-2)?.words ?? [];
    if (last === 'ok' || last === 'exists' || last === 'gone') return { last, reply };
    if (last !== 'fail') throw brokenReply(`"${last}" where it should say what it did`);
    if (word === 'said') throw errorFromWords(reply.err.find(({ words }) => words[0] === 'said')?.body ?? '', path);
    throw new HostError(word, path, word === 'ECONNRESET' ? 'the connection ended before all of it had come' : (sentenceOf(word) ?? word));
  }

  async #say(path: string, script: Script): Promise<Reply> {
    try {
      return checkReply(await this.#send(script), this.#destination);
    } catch (error) {
      throw error instanceof HostError && error.path === '' ? new HostError(error.word, path, error.message) : error;
    }
  }

  async #send(script: Script): Promise<Reply> {
    const began = Date.now();
    const reply = await this.#turns(() => this.#runScript(script));
    const [, uid = '', seconds = ''] = reply.out.find(({ words }) => words[0] === 'hello')?.words ?? [];
    if (/^\d{1,10}$/.test(uid)) this.#uid = Number(uid);
    // The first shell says its time at once; others are old when they are given a script.
    if (this.#clockAheadMs === null && /^\d{1,12}$/.test(seconds)) this.#clockAheadMs = aheadOf({ from: began, to: Date.now() }, Number(seconds));
    return reply;
  }

  /** Starting a shell costs three round trips and several processes there: as many as work side by side. */
  async #runScript(script: Script): Promise<Reply> {
    let shell = this.#idle.pop();
    while (shell?.isOver === true) shell = this.#idle.pop();
    shell ??= await RemoteShell.start(this.#exec, this.#command);
    const reply = await shell.run(script);
    if (!shell.isOver) this.#idle.push(shell);
    return reply;
  }
}

/** 0 where that second is within the time that passed here. */
function aheadOf({ from, to }: { readonly from: number; readonly to: number }, seconds: number): number {
  const [first, last] = [seconds * 1000, seconds * 1000 + 999];
  if (first > to) return first - to;
  return last < from ? last - from : 0;
}

function newStaged(path: string): string {
  return writes.stagedPath(path, randomBytes(8).toString('hex'));
}
