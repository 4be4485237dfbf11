// A Host in memory; a program nobody scripted fails the test by name.
import { basename, dirname, join } from 'node:path';
import type { Bytes } from '../../src/model/bytes.ts';
import { HostError, type Answer, type Attributes, type FileStat, type Host, type HostProcess, type Probe, type RunResult } from '../../src/model/host.ts';

interface Entry extends Attributes {
  readonly kind: 'file' | 'directory';
  readonly content: Bytes;
}

/** `read` gives what a file holds; null for none. */
export type Program = (argv: readonly string[], read: (path: string) => Bytes | null) => Partial<RunResult>;

const DIRECTORY = { kind: 'directory', content: '', mode: 0o755, uid: 0, gid: 0 } as const;

export class MemoryHost implements Host {
  readonly name = 'mx1';
  readonly root = '';
  readonly uid = 0;
  readonly agent = null;
  readonly reach = null;
  readonly clockAheadMs = 0;
  readonly entries = new Map<string, Entry>();
  /** Every action in order: "commit /etc/httpd.conf", "run /usr/sbin/rcctl reload httpd". */
  readonly log: string[] = [];
  /** Called before each action that changes something; may throw. */
  beforeAction: (action: string) => void = () => undefined;
  /** The process that stands for a run; 1 of today alone is there. */
  self: HostProcess = { pid: 1, start: 'today' };
  #program: Program;
  #count = 0;

  constructor(files: Readonly<Record<string, Bytes>>, program: Program) {
    this.#program = program;
    for (const path of ['/', '/etc', '/var', '/var/db', '/var/www', '/var/www/acme']) this.entries.set(path, DIRECTORY);
    for (const [path, content] of Object.entries(files)) this.entries.set(path, { kind: 'file', content, mode: 0o644, uid: 0, gid: 0 });
  }

  /** Everything but stsctl's own state, for comparing before and after. */
  snapshot(): Record<string, Entry> {
    return Object.fromEntries([...this.entries].filter(([path]) => !path.startsWith('/var/db')).sort());
  }

  realPath(path: string): string {
    return path;
  }

  async gather(probes: readonly Probe[]): Promise<Answer[]> {
    return probes.map((probe) => this.#answer(probe));
  }

  #answer(probe: Probe): Answer {
    if (probe.kind === 'run') return { kind: 'run', result: this.#run(probe.argv) };
    if (probe.kind === 'public-key') return { kind: 'public-key', pem: undefined };
    if (probe.kind === 'addresses') return { kind: 'addresses', addresses: ['127.0.0.1'] };
    if (probe.kind === 'resolve') return { kind: 'resolve', addresses: null };
    const entry = this.entries.get(probe.path);
    const stat: FileStat | null = entry === undefined ? null : { kind: entry.kind, mode: entry.mode, uid: entry.uid, gid: entry.gid, size: entry.content.length };
    if (probe.kind === 'stat') return { kind: 'stat', stat, error: null };
    if (entry?.kind === 'file' && entry.content.length > probe.maxBytes) return { kind: 'file', stat: null, content: null, error: 'EFBIG' };
    return { kind: 'file', stat, content: entry?.kind === 'file' ? entry.content : null, error: null };
  }

  #needParent(path: string): void {
    const parent = this.entries.get(dirname(path));
    if (parent === undefined) throw new HostError('ENOENT', path, 'no such file or directory');
    if (parent.kind === 'file') throw new HostError('ENOTDIR', path, 'not a directory');
  }

  #act(action: string): void {
    this.beforeAction(action);
    this.log.push(action);
  }

  async stage(path: string, content: Bytes, attributes: Attributes): Promise<string> {
    this.#act(`stage ${path}`);
    this.#needParent(path);
    const staged = join(dirname(path), `.${basename(path)}.stsctl-${(this.#count += 1)}`);
    this.entries.set(staged, { kind: 'file', content, mode: attributes.mode, uid: attributes.uid, gid: attributes.gid });
    return staged;
  }

  async commit(staged: string, path: string): Promise<void> {
    this.#act(`commit ${path}`);
    const entry = this.entries.get(staged);
    if (entry === undefined) throw new HostError('ENOENT', path, 'no such file or directory');
    if (entry.kind === 'file' && this.entries.get(path)?.kind === 'directory') throw new HostError('EISDIR', path, 'is a directory');
    this.entries.delete(staged);
    this.entries.set(path, entry);
  }

  async changeMode(path: string, mode: number): Promise<void> {
    this.#act(`chmod ${path}`);
    const entry = this.entries.get(path);
    if (entry === undefined) throw new HostError('ENOENT', path, 'no such file or directory');
    this.entries.set(path, { ...entry, mode });
  }

  async remove(path: string): Promise<void> {
    this.#act(`remove ${path}`);
    if (this.entries.get(path)?.kind === 'directory') throw new HostError('EISDIR', path, 'is a directory');
    this.entries.delete(path);
  }

  async makeDirectory(path: string, attributes: Attributes): Promise<void> {
    this.#act(`mkdir ${path}`);
    this.#needParent(path);
    if (this.entries.has(path)) throw new HostError('EEXIST', path, 'file exists');
    this.entries.set(path, { kind: 'directory', content: '', ...attributes });
  }

  async removeDirectory(path: string): Promise<void> {
    this.#act(`rmdir ${path}`);
    if (![...this.entries.keys()].some((each) => each.startsWith(`${path}/`))) this.entries.delete(path);
  }

  async createExclusive(path: string, content: Bytes, mode: number): Promise<boolean> {
    this.#act(`create ${path}`);
    this.#needParent(path);
    if (this.entries.has(path)) return false;
    this.entries.set(path, { kind: 'file', content, mode, uid: 0, gid: 0 });
    return true;
  }

  async append(path: string, content: Bytes): Promise<void> {
    this.#act(`append ${path}`);
    this.#needParent(path);
    const before = this.entries.get(path);
    this.entries.set(path, { kind: 'file', content: (before?.content ?? '') + content, mode: 0o600, uid: 0, gid: 0 });
  }

  async list(path: string): Promise<string[]> {
    if (this.entries.get(path)?.kind === 'file') throw new HostError('ENOTDIR', path, 'not a directory');
    return [...this.entries.keys()].filter((each) => each !== path && dirname(each) === path).map((each) => basename(each)).sort();
  }

  async run(argv: readonly string[]): Promise<RunResult> {
    this.#act(`run ${argv.join(' ')}`);
    return this.#run(argv);
  }

  #run(argv: readonly string[]): RunResult {
    return { exit: 0, stdout: '', stderr: '', failure: null, ...this.#program(argv, (path) => this.entries.get(path)?.content ?? null) };
  }

  async process(): Promise<HostProcess> {
    return this.self;
  }

  async isAlive({ pid, start }: HostProcess): Promise<boolean> {
    return pid === 1 && (start === '' || start === 'today');
  }
}
