// What a run that changes stsctl.conf keeps beside it until every host has followed: one that has not has no journal that says so.
import type { Host } from '../model/host.ts';
import type { ConfigEdit, FileState } from '../model/plan.ts';
import { JOURNAL_ID, stampOf } from '../apply/write-journal.ts';
import { isConfigEdit, objectOf } from '../formats/plan/check-plan.ts';
import { utf8Bytes, utf8Text } from '../formats/plan/text-json.ts';

const MAX_BYTES = 64 * 1024 * 1024;

/** A change of stsctl.conf that hosts were to follow. */
export interface Begun {
  /** As a journal's id begins: "20261124T101500Z". */
  readonly stamp: string;
  readonly edit: ConfigEdit;
}

const isBegun = objectOf({ stamp: (value: unknown) => typeof value === 'string' && JOURNAL_ID.test(value), edit: isConfigEdit });

export class ConfNote {
  readonly #machine: Host;
  readonly #path: string;

  /** `conf` is the path of stsctl.conf on the machine at hand. */
  constructor(machine: Host, conf: string) {
    this.#machine = machine;
    this.#path = `${conf}.begun`;
  }

  /** Null for none, and for what is no note. */
  async read(): Promise<Begun | null> {
    const [answer] = await this.#machine.gather([{ kind: 'file', path: this.#path, maxBytes: MAX_BYTES }]);
    if (answer?.kind !== 'file' || answer.content === null) return null;
    try {
      const begun: unknown = JSON.parse(utf8Text(answer.content));
      return isBegun(begun) ? (begun as Begun) : null;
    } catch {
      return null;
    }
  }

  /** Throws HostError. It belongs to whom stsctl.conf belongs to. */
  async write(edit: ConfigEdit, { uid, gid }: Pick<FileState, 'uid' | 'gid'>): Promise<void> {
    const begun: Begun = { stamp: stampOf(new Date().toISOString()), edit };
    const staged = await this.#machine.stage(this.#path, utf8Bytes(`${JSON.stringify(begun)}\n`), { mode: 0o600, uid, gid });
    await this.#machine.commit(staged, this.#path);
  }

  /** One that can't be removed is out of date as soon as stsctl.conf is changed again. */
  async remove(): Promise<void> {
    await this.#machine.remove(this.#path).catch(() => undefined);
  }
}
