// stsctl.conf on the machine stsctl runs on, changed beside other hosts: written when the first of them begins, put back when none has come to stand by it.
import type { Bytes } from '../model/bytes.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { Failure } from '../model/failure.ts';
import { HostError, type Host } from '../model/host.ts';
import type { ConfigEdit, FileState } from '../model/plan.ts';
import { invertEdit, isEdited, withEdit } from '../config/config-edit.ts';
import { ConfNote, type Begun } from './conf-note.ts';

const MAX_BYTES = 16 * 1024 * 1024;

export class ConfFile {
  readonly #machine: Host;
  readonly #path: string;
  readonly #note: ConfNote;
  /** One change at a time, and every host of a run by the same one. */
  #made: { readonly edit: ConfigEdit; readonly done: Promise<void> } | null = null;
  /** Hosts at work. */
  #uses = 0;
  #stands = false;
  /** Each host that has begun is through. */
  #isWhole = true;
  #first: Promise<FileState> | null = null;
  /** The end of the last write: a host that begins waits until what another one gave up is back. */
  #last: Promise<unknown> = Promise.resolve();

  /** `machine` is the one at hand. */
  constructor(machine: Host, path: string) {
    this.#machine = machine;
    this.#path = path;
    this.#note = new ConfNote(machine, path);
  }

  get path(): string {
    return this.#path;
  }

  /** As this run has found it, for every host alike. Throws Failure for what is not a regular file. */
  atFirst(): Promise<FileState> {
    this.#first ??= this.#read();
    return this.#first;
  }

  async #read(): Promise<FileState> {
    const [answer] = await this.#machine.gather([{ kind: 'file', path: this.#path, maxBytes: MAX_BYTES }]);
    if (answer?.kind !== 'file' || answer.content === null || answer.stat === null) throw new Failure([unfit(this.#path)]);
    const { mode, uid, gid } = answer.stat;
    return { content: answer.content, mode, uid, gid };
  }

  /** The change of a run that did not come to its end on every host; null for none, and where the file is another by now. */
  async begun(): Promise<Begun | null> {
    const begun = await this.#note.read();
    // Without one nothing is to be edited: a link will do for stsctl.conf then.
    return begun !== null && isEdited((await this.atFirst()).content, begun.edit) ? begun : null;
  }

  /** Of a host that failed and was put back whole the file shows nothing, unless another one stands by it. `isNoted`: hosts come to follow it. */
  async during<T>(edit: ConfigEdit, work: () => Promise<T>, isNoted = false): Promise<T> {
    this.#uses += 1;
    const done = await this.#attempt(edit, work, isNoted);
    this.#uses -= 1;
    this.#stands ||= done.ok || !isUntouched(done.error);
    this.#isWhole &&= done.ok;
    const left = this.#uses === 0 && !this.#stands ? await this.#takeBack() : [];
    if (isNoted && this.#uses === 0 && (this.#isWhole || !this.#stands)) await this.#note.remove();
    if (done.ok) return done.value;
    throw left.length === 0 ? done.error : new Failure([...(done.error instanceof Failure ? done.error.diagnostics : []), ...left], 3);
  }

  async #attempt<T>(edit: ConfigEdit, work: () => Promise<T>, isNoted: boolean): Promise<{ readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown }> {
    try {
      await this.#make(edit, isNoted);
      return { ok: true, value: await work() };
    } catch (error) {
      return { ok: false, error };
    }
  }

  #make(edit: ConfigEdit, isNoted: boolean): Promise<void> {
    this.#made ??= { edit, done: this.#inTurn(() => this.#write(edit, isNoted)) };
    if (this.#made.edit.digestAfter !== edit.digestAfter) throw new Failure([stale(this.#path, 'another host of this run asks for another change')]);
    return this.#made.done;
  }

  /** What could not be: nothing, most of the time. */
  async #takeBack(): Promise<readonly Diagnostic[]> {
    const made = this.#made;
    this.#made = null;
    if (made === null || (await made.done.then(() => false, () => true))) return [];
    try {
      await this.#inTurn(() => this.#write(invertEdit(made.edit), false));
      return [];
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return error.diagnostics.map((each) => ({ ...each, code: 'rollback-incomplete', message: `can't be put back: ${each.message}`, next: `put line ${made.edit.line} back by hand` }));
    }
  }

  #inTurn(write: () => Promise<void>): Promise<void> {
    const done = this.#last.then(write);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Compared right before the rename: an editor may have saved since the plan was made. */
  async #write(edit: ConfigEdit, isNoted: boolean): Promise<void> {
    const before = await this.#read();
    if (isEdited(before.content, edit)) return;
    const content = withEdit(before.content, edit);
    if (content === null) throw new Failure([stale(this.#path, 'changed since this plan was made')]);
    if (isNoted) await this.#written(this.#note.write(edit, before));
    await this.#written(this.#replace({ ...before, content }));
  }

  async #replace({ content, ...attributes }: FileState & { readonly content: Bytes }): Promise<void> {
    await this.#machine.commit(await this.#machine.stage(this.#path, content, attributes), this.#path);
  }

  async #written(writing: Promise<void>): Promise<void> {
    try {
      await writing;
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      throw new Failure([{ code: 'apply-write', place: { file: this.#path }, message: `can't be written: ${error.message}`, unchanged: this.#path, next: 'run it as the user who may write that file and its directory' }]);
    }
  }
}

/** Exit 1: nothing was changed on the host, or everything put back. */
function isUntouched(error: unknown): boolean {
  return error instanceof HostError || (error instanceof Failure && error.exit === 1);
}

function stale(file: string, message: string): Diagnostic {
  return { code: 'plan-stale', place: { file }, message, unchanged: file, next: 'read it, then run the same command again' };
}

function unfit(file: string): Diagnostic {
  return { code: 'config-unreadable', place: { file }, message: 'is not a regular file that stsctl can edit', unchanged: 'everything on the host', next: 'edit it by hand, then: stsctl apply' };
}
