// When the operator is told: only of what changed, gathered for a minute, and not more often than every quarter of an hour.
import type { Memory } from '../model/watch.ts';
import { noticeOf, type DomainNotice, type Notice } from './notice-text.ts';
import { afterTelling, untold } from './remember.ts';

/** Domains that break together are told together. */
export const GATHER_MS = 60_000;
export const LEAST_APART_MS = 15 * 60_000;

export interface NoticesOptions {
  readonly clock: () => number;
  /** For the subject. */
  readonly host: string;
  readonly memories: () => readonly { readonly domain: string; readonly memory: Memory }[];
  /** Throws, or rejects, when nobody was told: it is tried again. */
  readonly tell: (notice: Notice) => Promise<void>;
  /** The domain's memory once its news have been told. */
  readonly onTold: (domain: string, memory: Memory) => void;
  readonly onFailed: (error: unknown) => void;
}

export class Notices {
  readonly #options: NoticesOptions;
  #timer: NodeJS.Timeout | null = null;
  #lastAt = Number.NEGATIVE_INFINITY;
  #isTelling = false;
  #isStopped = false;
  failed = 0;

  constructor(options: NoticesOptions) {
    this.#options = options;
  }

  /** After each check: whether there is anything to tell is seen when the time has come. */
  consider(): void {
    if (this.#timer !== null || this.#isTelling || this.#isStopped || this.#news().length === 0) return;
    const now = this.#options.clock();
    // A clock that was set back must not silence it.
    const apart = this.#lastAt > now ? 0 : LEAST_APART_MS - (now - this.#lastAt);
    this.#timer = setTimeout(() => void this.#tell(), Math.max(GATHER_MS, apart));
  }

  stop(): void {
    this.#isStopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #news(): DomainNotice[] {
    const all = this.#options.memories().map(({ domain, memory }) => ({ domain, ...untold(memory) }));
    return all.filter(({ appeared, gone }) => appeared.length + gone.length > 0);
  }

  async #tell(): Promise<void> {
    this.#timer = null;
    const news = this.#news();
    // What went away meanwhile is no news any more.
    if (news.length === 0) return;
    this.#isTelling = true;
    this.#lastAt = this.#options.clock();
    try {
      await this.#options.tell(noticeOf(news, this.#options.host));
      this.#noteTold(news);
    } catch (error) {
      this.failed += 1;
      this.#options.onFailed(error);
    }
    this.#isTelling = false;
    this.consider();
  }

  #noteTold(news: readonly DomainNotice[]): void {
    const memories = new Map(this.#options.memories().map(({ domain, memory }) => [domain, memory]));
    for (const each of news) {
      const memory = memories.get(each.domain);
      if (memory !== undefined) this.#options.onTold(each.domain, afterTelling(memory, each));
    }
  }
}
