// Wires what watches to what looks, what keeps, what tells and what is shown.
import { hostname } from 'node:os';
import { LocalHost } from '../transport/local-host.ts';
import type { Memory, Snapshot, WatchedDomain } from '../model/watch.ts';
import { MemoryStore, WATCH_STATE } from '../watch/memory-store.ts';
import { Notices } from '../watch/notices.ts';
import { keyOf } from '../watch/remember.ts';
import { Watcher } from '../watch/watcher.ts';
import type { CommandContext } from './command-context.ts';
import { tell } from './watch-tell.ts';
import type { WatchConfiguration } from './watch-configuration.ts';
import { Looker } from './watch-look.ts';
import { RecentReports } from './watch-reports.ts';

/** Writes to a local disk; rc.d(8) waits longer than this. */
const LAST_WRITES_MS = 2000;

type Log = (line: string) => void;

export class Watch {
  readonly #log: Log;
  readonly #isVerbose: boolean;
  readonly #version: string;
  readonly #host: LocalHost;
  readonly #store: MemoryStore;
  readonly #looker: Looker;
  readonly #reports: RecentReports;
  readonly #watcher: Watcher;
  readonly #notices: Notices;
  readonly #startedAt = Date.now();
  readonly #writes = new Set<Promise<void>>();
  #loaded: WatchConfiguration;
  #keeps = true;
  /** False after a reload that failed. */
  isCurrent = true;

  constructor(context: CommandContext, loaded: WatchConfiguration, log: Log) {
    const { options, terminal, version } = context;
    this.#log = log;
    this.#isVerbose = terminal.isVerbose;
    this.#version = version;
    this.#loaded = loaded;
    this.#host = new LocalHost(options.root);
    this.#store = new MemoryStore(this.#host);
    this.#looker = new Looker(this.#host, loaded.desired, loaded.run);
    this.#reports = new RecentReports(options.root);
    this.#watcher = new Watcher({ clock: Date.now, look: (domain) => this.#look(domain), onChecked: (domain, before, after) => this.#onChecked(domain, before, after) });
    this.#notices = new Notices({
      clock: Date.now,
      host: hostname(),
      memories: () => this.#watcher.states,
      tell: (notice) => tell(notice, this.#loaded.config.watch.notify, this.#host, log),
      onTold: (domain, memory) => this.#keep(domain, memory),
      onFailed: (error) => log(`nobody could be told: ${(error as Error).message}`),
    });
  }

  async start(): Promise<void> {
    const why = await this.#store.open();
    this.#keeps = why === null;
    if (why !== null) this.#log(`${WATCH_STATE}: ${why}: what is seen is not kept over a restart`);
    await this.#configure();
  }

  async replace(loaded: WatchConfiguration): Promise<void> {
    this.#loaded = loaded;
    this.isCurrent = true;
    this.#looker.replace(loaded.desired, loaded.run);
    await this.#configure();
  }

  /** Within seconds: no check begins, and what is being written is written. */
  async stop(): Promise<void> {
    this.#watcher.stop();
    this.#notices.stop();
    await Promise.race([Promise.allSettled(this.#writes), new Promise((resolve) => setTimeout(resolve, LAST_WRITES_MS).unref())]);
  }

  get isChecking(): boolean {
    return this.#watcher.inFlight > 0;
  }

  snapshot(): Snapshot {
    const now = Date.now();
    const { inFlight, checks, failedChecks, states } = this.#watcher;
    const domains = states.map((state) => ({ ...state, reports: this.#reports.of(state.domain, now) }));
    const configuration = { loadedAt: this.#loaded.loadedAt, isCurrent: this.isCurrent };
    return { host: hostname(), version: this.#version, now, startedAt: this.#startedAt, intervalMs: this.#intervalMs, domains, inFlight, checks, failedChecks, failedNotices: this.#notices.failed, configuration };
  }

  get #intervalMs(): number {
    return this.#loaded.config.watch.intervalSeconds * 1000;
  }

  async #configure(): Promise<void> {
    const domains: WatchedDomain[] = this.#loaded.desired.domains.map(({ domain, shown, policy: { mode } }) => ({ domain, shown, mode }));
    const named = domains.map(({ domain }) => domain);
    const found = await this.#store.read(named);
    const known = new Map(found.flatMap((memory, index) => (memory === null ? [] : [[named[index] ?? '', memory] as const])));
    const gone = this.#watcher.states.map(({ domain }) => domain).filter((domain) => !named.includes(domain));
    this.#watcher.configure(domains, this.#intervalMs, known);
    if (this.#keeps) await this.#store.forget(gone).catch((error: unknown) => this.#cannotKeep(error));
  }

  async #look(domain: string) {
    try {
      const seen = await this.#looker.look(domain);
      if (seen === null) this.#log(`${domain}: nothing was learnt: no resolver answers`);
      return seen;
    } catch (error) {
      this.#log(`${domain}: a fault of stsctl: ${String((error as Error).stack)}`);
      return null;
    }
  }

  #onChecked(domain: string, before: Memory, after: Memory | null): void {
    if (after === null) return;
    this.#logChange(domain, before, after);
    this.#keep(domain, after);
    if (this.#loaded.config.watch.notify.length > 0) this.#notices.consider();
  }

  /** syslog has what changed, once. */
  #logChange(domain: string, before: Memory, after: Memory): void {
    const [was, is] = [before.keys ?? [], after.keys ?? []];
    for (const finding of after.last?.findings ?? []) {
      if (finding.severity !== 'note' && !was.includes(keyOf(finding))) this.#log(`${domain}: ${keyOf(finding)}: ${finding.message}`);
    }
    for (const key of was) if (!is.includes(key)) this.#log(`${domain}: gone: ${key}`);
    if (this.#isVerbose) this.#log(`${domain}: checked in ${after.last?.durationMs ?? 0} ms`);
  }

  #keep(domain: string, memory: Memory): void {
    this.#watcher.setMemory(domain, memory);
    if (!this.#keeps) return;
    const write = this.#store.write(domain, memory).catch((error: unknown) => this.#cannotKeep(error));
    this.#writes.add(write);
    void write.finally(() => this.#writes.delete(write));
  }

  #cannotKeep(error: unknown): void {
    this.#log(`${WATCH_STATE}: what was seen is not kept: ${(error as Error).message}`);
  }
}
