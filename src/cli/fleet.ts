// The hosts of one run: so many worked on at once, what each said and what came of it.
import type { HostConfig } from '../model/config.ts';
import { passphraseAsker } from './ask-passphrase.ts';
import type { CommandContext } from './command-context.ts';
import { hostTerminal } from './host-terminal.ts';
import { outcomeText, type HostResult } from './hosts-summary.ts';
import { LiveLines } from './live-lines.ts';
import { runOnHost, type Means, type Run } from './run-on-host.ts';
import type { Terminal } from './terminal.ts';
import { withinLimits } from './within-limits.ts';

export class Fleet {
  readonly #context: CommandContext;
  readonly #hosts: readonly HostConfig[];
  readonly #isInterrupted: () => boolean;
  readonly #live: LiveLines | null;
  readonly #terminal: Terminal;
  readonly #means: Means;
  readonly #results = new Map<string, HostResult>();
  readonly #answers = new Map<string, readonly string[]>();

  constructor(context: CommandContext, hosts: readonly HostConfig[], command: string, isInterrupted: () => boolean) {
    const { terminal } = context;
    const live = terminal.screen === null ? null : new LiveLines(hosts.map(({ name }) => name), terminal.screen);
    const ask = passphraseAsker();
    this.#context = context;
    this.#hosts = hosts;
    this.#isInterrupted = isInterrupted;
    this.#live = live;
    this.#terminal = live === null ? terminal : above(terminal, live);
    this.#means = { command, ask: ask === null || live === null ? ask : (file) => live.paused(() => ask(file)) };
  }

  /** Begins with no further host once the run is to stop. `stage` is what a host is at until it says more. */
  async work(hosts: readonly HostConfig[], run: Run, stage: string): Promise<HostResult[]> {
    const { failFast, jobs } = this.#context.options;
    const left = [...hosts];
    const results: HostResult[] = [];
    let hasFailed = false;
    const worker = async () => {
      for (let host = left.shift(); host !== undefined; host = left.shift()) {
        if (this.#isInterrupted() || (failFast && hasFailed)) return;
        const result = await this.#workOn(host, run, stage);
        hasFailed ||= result.exit === 1 || result.exit === 3;
        results.push(result);
      }
    };
    await Promise.all(Array.from({ length: await withinLimits(Math.min(jobs, hosts.length)) }, worker));
    return results;
  }

  async #workOn(host: HostConfig, run: Run, stage: string): Promise<HostResult> {
    this.#live?.set(host.name, 'working', stage);
    const own = hostTerminal(this.#terminal, host.name, this.#live);
    const result = await runOnHost(run, { ...this.#context, terminal: own }, host, this.#means);
    this.#live?.set(host.name, 'ended', outcomeText(result));
    this.#results.set(host.name, result);
    if (this.#context.options.json) this.#answers.set(host.name, [...(this.#answers.get(host.name) ?? []), ...own.answer]);
    else if (own.answer.length > 0) this.#terminal.out(`${own.paint('bold', `== ${host.name}`)}\n${own.answer.join('\n')}`);
    return result;
  }

  /** Of every host, in their order. */
  results(): HostResult[] {
    return this.#hosts.map(({ name }) => this.#results.get(name) ?? { name, exit: null, diagnostics: [] });
  }

  asJson(): string {
    const hosts = this.results().map(({ name, exit }) => ({ host: name, exit, answer: jsonOf(this.#answers.get(name) ?? null) }));
    return JSON.stringify({ version: 1, hosts }, null, 2);
  }

  end(): void {
    this.#live?.end();
  }
}

/** What is printed stays above the lines of the hosts. */
function above(terminal: Terminal, live: LiveLines): Terminal {
  return {
    ...terminal,
    out: (text) => live.above(() => terminal.out(text)),
    err: (text) => live.above(() => terminal.err(text)),
    errBytes: (bytes) => live.above(() => terminal.errBytes(bytes)),
  };
}

/** Null for a host that was not tried or said nothing. */
function jsonOf(answer: readonly string[] | null): unknown {
  if (answer === null || answer.length === 0) return null;
  try {
    return JSON.parse(answer.at(-1) ?? '');
  } catch {
    return answer.join('\n');
  }
}
