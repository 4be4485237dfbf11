// Where memories outlive the process: one file for each domain, replaced as a whole.
import type { Host } from '../model/host.ts';
import { HostError } from '../model/host.ts';
import type { Memory } from '../model/watch.ts';
import { fileNameOf, formatMemory, parseMemory } from './memory-file.ts';

/** Its own directory: the daemon has no business in stsctl's. */
export const WATCH_STATE = '/var/db/stsctl-watch';
const MAX_BYTES = 4 * 1024 * 1024;

export class MemoryStore {
  readonly #host: Host;
  constructor(host: Host) {
    this.#host = host;
  }

  /** Null when it can be used, else why not. What a killed run left staged is removed. */
  async open(): Promise<string | null> {
    try {
      for (const name of await this.#host.list(WATCH_STATE)) if (/^\..*\.stsctl-[0-9a-f]{16}$/.test(name)) await this.#host.remove(`${WATCH_STATE}/${name}`);
      const staged = await this.#host.stage(`${WATCH_STATE}/try`, '', this.#attributes());
      await this.#host.remove(staged);
      return null;
    } catch (error) {
      if (error instanceof HostError) return error.message;
      throw error;
    }
  }

  /** Null for each that is not known. */
  async read(domains: readonly string[]): Promise<(Memory | null)[]> {
    const answers = await this.#host.gather(domains.map((domain) => ({ kind: 'file', path: pathOf(domain), maxBytes: MAX_BYTES })));
    return answers.map((answer, index) => (answer.kind === 'file' && answer.content !== null ? parseMemory(domains[index] ?? '', Buffer.from(answer.content, 'latin1').toString('utf8')) : null));
  }

  async write(domain: string, memory: Memory): Promise<void> {
    const content = Buffer.from(formatMemory(domain, memory), 'utf8').toString('latin1');
    await this.#host.commit(await this.#host.stage(pathOf(domain), content, this.#attributes()), pathOf(domain));
  }

  /** Of domains that are not configured any more. */
  async forget(domains: readonly string[]): Promise<void> {
    for (const domain of domains) await this.#host.remove(pathOf(domain));
  }

  #attributes() {
    return { mode: 0o640, uid: this.#host.uid, gid: process.getgid?.() ?? 0 };
  }
}

function pathOf(domain: string): string {
  return `${WATCH_STATE}/${fileNameOf(domain)}`;
}
