// What is run until it is cut short, each from the same host every time.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTree, type Tree } from '../support/openbsd-like.ts';
import { REPOSITORY, STSCTL, type Ran } from '../support/stsctl.ts';
import { TUTORIAL } from '../support/tutorial.ts';

const HOOK = join(REPOSITORY, 'test/crash/hook.mjs');
const SITE = readFileSync(join(REPOSITORY, 'test/fixtures/existing/04-site-with-tls.conf'), 'utf8');
const OTHER = TUTORIAL.replace('max_age = 86400', 'max_age = 604800').concat('\n[domain example.net]\naddress[] = 203.0.113.1\n');

export interface Scenario {
  readonly name: string;
  readonly argv: readonly string[];
  /** What the command needs beyond that of its kind. */
  readonly options?: (tree: Tree) => readonly string[];
  /** Brings a fresh tree to where the command begins. */
  readonly prepare: (tree: Tree) => void;
}

function apply(tree: Tree): void {
  const { exit, stderr } = tree.stsctl('apply', '-q');
  if (exit !== 0) throw new Error(stderr);
}

const ZONE = '/var/nsd/zones/master/example.com.zone';
const ZONE_TEXT = '$TTL 60\n@ SOA ns hostmaster 41 3600 600 86400 60\n@ NS ns\nns A 127.0.0.1\n';
/** Serves what it was told to read, as long as it is not told again. */
const NSD_CONTROL = '#!/bin/sh\ncp "${2%/etc/nsd.conf}/zones/master/$4.zone" "${2%/etc/nsd.conf}/served"\n';

/** nsd-checkconf and nsd-checkzone are the real ones. */
function setUpNsd(tree: Tree): void {
  tree.write('/var/nsd/etc/nsd.conf', 'server:\n  zonesdir: "/var/nsd/zones"\nzone:\n  name: "example.com"\n  zonefile: "master/example.com.zone"\n');
  tree.write(ZONE, ZONE_TEXT);
  tree.write('/var/nsd/served', ZONE_TEXT);
  tree.write('/usr/sbin/nsd-control', NSD_CONTROL, 0o755);
  for (const program of ['nsd-checkconf', 'nsd-checkzone']) symlinkSync(`/usr/sbin/${program}`, join(tree.root, 'usr/sbin', program));
}

const SCENARIOS: readonly Scenario[] = [
  { name: 'first apply', argv: ['apply'], prepare: (tree) => tree.write('/etc/stsctl.conf', TUTORIAL) },
  {
    name: 'apply of a change',
    argv: ['apply'],
    prepare(tree) {
      tree.write('/etc/stsctl.conf', TUTORIAL);
      apply(tree);
      tree.write('/etc/stsctl.conf', OTHER);
    },
  },
  {
    name: 'rollback',
    argv: ['rollback'],
    prepare(tree) {
      tree.write('/etc/stsctl.conf', TUTORIAL);
      apply(tree);
    },
  },
  {
    name: 'renew',
    argv: ['renew'],
    prepare(tree) {
      tree.write('/etc/stsctl.conf', TUTORIAL);
      apply(tree);
      // A new certificate that httpd has not loaded: there is something to do.
      tree.run('/usr/sbin/acme-client', '-F', 'mta-sts.example.com');
    },
  },
  {
    name: 'dns --zone',
    argv: ['dns', '--zone', ZONE, '--wait', '0'],
    options: ({ httpsPort, caFile }) => ['--connect', `127.0.0.1:${httpsPort}`, '--ca-file', caFile],
    prepare(tree) {
      tree.write('/etc/stsctl.conf', TUTORIAL);
      apply(tree);
      setUpNsd(tree);
    },
  },
];

export interface Cut {
  readonly at: number;
  readonly how: string;
}

/** One tree, put back to where a scenario begins as often as wanted. */
export class Stage {
  readonly #saved = mkdtempSync(join(tmpdir(), 'stsctl-saved-'));
  readonly tree: Tree;
  readonly scenario: Scenario;

  private constructor(tree: Tree, scenario: Scenario) {
    this.tree = tree;
    this.scenario = scenario;
  }

  static async open(scenario: Scenario): Promise<Stage> {
    const tree = await makeTree({ throwAwayCa: true });
    tree.write('/etc/httpd.conf', SITE);
    tree.run('/usr/sbin/rcctl', 'enable', 'httpd');
    tree.run('/usr/sbin/rcctl', 'start', 'httpd');
    scenario.prepare(tree);
    const stage = new Stage(tree, scenario);
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
    if (exit !== 0) throw new Error(`${this.scenario.name}: exit ${exit}\n${stderr}`);
    return readFileSync(log, 'utf8').trimEnd().split('\n').map((line) => line.replaceAll(this.tree.root, ''));
  }

  run({ at, how }: Cut, log = ''): Ran {
    const argv = ['--import', HOOK, STSCTL, ...this.tree.argv(this.scenario.argv[0] ?? ''), ...this.#rest()];
    const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8', timeout: 120_000, env: { PATH: '/bin:/usr/bin', CRASH_AT: String(at), CRASH_HOW: how, CRASH_LOG: log } });
    return { exit: status, stdout, stderr };
  }

  /** The command once more, undisturbed. */
  again(): Ran {
    return this.tree.stsctl(this.scenario.argv[0] ?? '', ...this.#rest());
  }

  #rest(): string[] {
    return [...this.scenario.argv.slice(1), ...(this.scenario.options?.(this.tree) ?? [])];
  }

  read(path: string): string | null {
    try {
      return readFileSync(this.tree.root + path, 'latin1');
    } catch {
      return null;
    }
  }

  /** What a run must put back or finish: each file below /etc, the policies, the crontab, the zone and what nsd has of it, with its mode. */
  state(): string {
    const root = this.tree.root;
    const files = ['etc', 'var/www/mta-sts', 'var/cron', 'var/nsd'].flatMap((directory) => filesBelow(join(root, directory)));
    const kept = files.filter((path) => !/\/etc\/(ssl|acme)\/|\.stsctl-/.test(path));
    return kept.map((path) => `${path.slice(root.length)} ${(statSync(path).mode & 0o7777).toString(8)} ${withoutSerial(readFileSync(path, 'latin1'))}`).sort().join('\n');
  }

  /** Files that no run may leave for ever. */
  leftovers(): string[] {
    return filesBelow(this.tree.root).filter((path) => /\.stsctl-|\/stsctl-[A-Za-z0-9_-]{20,}$|\/db\/stsctl\/lock/.test(path)).map((path) => path.slice(this.tree.root.length));
  }

  close(): void {
    this.tree.remove();
    rmSync(this.#saved, { recursive: true, force: true });
  }
}

/** A zone that is taken back has a higher serial: all else must be as it was. */
function withoutSerial(text: string): string {
  return text.replace(/(SOA ns hostmaster) \d+/, '$1 N');
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

/** The scenarios, or the one of that name; the exit status says whether any found a fault. */
export async function runEach(only: string | undefined, run: (scenario: Scenario) => Promise<number>): Promise<void> {
  let faults = 0;
  for (const scenario of SCENARIOS) if (only === undefined || scenario.name === only) faults += await run(scenario);
  process.exitCode = faults === 0 ? 0 : 1;
}
