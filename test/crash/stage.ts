// One tree, put back to where a scenario begins as often as wanted.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTree, type Tree } from '../support/openbsd-like.ts';
import { REPOSITORY, STSCTL, type Ran } from '../support/stsctl.ts';
import { startPeers, type Peers } from './peers.ts';
import type { Scenario } from './scenarios.ts';

const HOOK = join(REPOSITORY, 'test/crash/hook.mjs');
const SITE = readFileSync(join(REPOSITORY, 'test/fixtures/existing/04-site-with-tls.conf'), 'utf8');

export interface Cut {
  readonly at: number;
  readonly how: string;
}

export class Stage {
  readonly #saved = mkdtempSync(join(tmpdir(), 'stsctl-saved-'));
  readonly tree: Tree;
  readonly scenario: Scenario;
  readonly #peers: Peers;

  private constructor(tree: Tree, scenario: Scenario, peers: Peers) {
    this.tree = tree;
    this.scenario = scenario;
    this.#peers = peers;
  }

  static async open(scenario: Scenario): Promise<Stage> {
    const tree = await makeTree({ throwAwayCa: true });
    tree.write('/etc/httpd.conf', SITE);
    tree.run('/usr/sbin/rcctl', 'enable', 'httpd');
    tree.run('/usr/sbin/rcctl', 'start', 'httpd');
    scenario.prepare(tree);
    const stage = new Stage(tree, scenario, await startPeers(scenario.zone ?? {}));
    copy(tree.root, stage.#saved);
    return stage;
  }

  reset(): void {
    this.tree.run('/usr/sbin/rcctl', 'stop', 'httpd');
    for (const directory of ['etc', 'var']) {
      rmSync(join(this.tree.root, directory), { recursive: true, force: true });
      mkdirSync(join(this.tree.root, directory));
      copy(join(this.#saved, directory), join(this.tree.root, directory));
    }
    rmSync(join(this.tree.root, 'var/run'), { recursive: true, force: true });
    this.tree.write('/var/run/.keep', '');
    this.tree.run('/usr/sbin/rcctl', 'start', 'httpd');
  }

  /** Every action of an undisturbed run. */
  actions(): string[] {
    this.reset();
    const log = join(this.#saved, 'log');
    writeFileSync(log, '');
    const { exit, stderr } = this.run({ at: -1, how: 'before' }, log);
    if (exit !== this.done) throw new Error(`${this.scenario.name}: exit ${exit}\n${stderr}`);
    return readFileSync(log, 'utf8').trimEnd().split('\n').map((line) => line.replaceAll(this.tree.root, ''));
  }

  /** The exit status of an undisturbed run: 2 where something waits afterwards. */
  get done(): number {
    return this.scenario.exit ?? 0;
  }

  run({ at, how }: Cut, log = ''): Ran {
    return this.#spawn(['--import', HOOK], { CRASH_AT: String(at), CRASH_HOW: how, CRASH_LOG: log });
  }

  /** The command once more, undisturbed. Where a section has left stsctl.conf and the rest has not, what is told to do is done. */
  again(): Ran {
    const ran = this.#spawn([], {});
    const [, id] = /^next: .*: stsctl (?:--root \S+ )?rollback (\S+), then: stsctl (?:--root \S+ )?retire/m.exec(ran.stderr) ?? [];
    if (ran.exit === this.done || id === undefined) return ran;
    const undone = this.tree.stsctl('rollback', id);
    return undone.exit === 0 ? this.#spawn([], {}) : undone;
  }

  #spawn(node: readonly string[], env: Readonly<Record<string, string>>): Ran {
    const { argv: [command = '', ...rest], options, input } = this.scenario;
    const argv = [...node, STSCTL, ...this.tree.argv(command), ...rest, ...(options?.(this.tree, this.#peers.resolver) ?? [])];
    const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8', timeout: 120_000, env: { PATH: '/bin:/usr/bin', ...env }, input: input ?? '' });
    return { exit: status, stdout, stderr };
  }

  read(path: string): string | null {
    try {
      return readFileSync(this.tree.root + path, 'latin1');
    } catch {
      return null;
    }
  }

  /** What a run must put back or finish: each file below /etc, the policies, the crontab, the zone and what nsd has of it, the reports, with its mode. */
  state(): string {
    const root = this.tree.root;
    const files = ['etc', 'var/www/mta-sts', 'var/cron', 'var/nsd', 'var/db/stsctl/reports'].flatMap((directory) => filesBelow(join(root, directory)));
    const kept = files.filter((path) => !/\/etc\/(ssl|acme)\/|\.stsctl-|\/reports\/(?!\d{4}-\d\d\.(ndjson|raw\.gz)$)/.test(path));
    return kept.map((path) => `${path.slice(root.length)} ${(statSync(path).mode & 0o7777).toString(8)} ${withoutTimes(readFileSync(path, 'latin1'))}`).sort().join('\n');
  }

  /** Files that no run may leave for ever. */
  leftovers(): string[] {
    return filesBelow(this.tree.root).filter((path) => /\.stsctl-|\/stsctl-[A-Za-z0-9_-]{20,}$|\/db\/stsctl\/(reports\/)?lock/.test(path)).map((path) => path.slice(this.tree.root.length));
  }

  close(): void {
    this.tree.remove();
    this.#peers.end();
    rmSync(this.#saved, { recursive: true, force: true });
  }
}

/** A zone that is taken back has a higher serial, a report that comes again is received later: all else must be as it was. */
function withoutTimes(text: string): string {
  return text.replace(/(SOA ns hostmaster) \d+/, '$1 N').replace(/"received":"[^"]*"/g, '"received":""');
}

/** With owners and modes. */
function copy(from: string, to: string): void {
  const { status, stderr } = spawnSync('cp', ['-a', `${from}/.`, to], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

function filesBelow(directory: string): string[] {
  try {
    return readdirSync(directory, { recursive: true, withFileTypes: true }).filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
  } catch {
    return [];
  }
}
