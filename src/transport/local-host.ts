// The machine stsctl runs on, as a Host; with a root, the tree below it.
import { constants } from 'node:fs';
import { link, mkdir, open, readdir, rename, rmdir, unlink, chmod, chown } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { Bytes } from '../model/bytes.ts';
import { HostError, type Answer, type Attributes, type Host, type HostProcess, type Probe, type RunOptions, type RunResult } from '../model/host.ts';
import { atMost } from '../model/at-most.ts';
import { contentOf, guarded, leadsOut, statOf, syncParent, wordOf, writeNew } from './local-files.ts';
import { lookProgram } from './look-program.ts';
import { publicKeyOf } from './public-key.ts';
import { ownAddresses, resolveListen } from './resolve-listen.ts';
import { runProgram } from './run-program.ts';

/** Programs that only look answer at once or not at all. */
const PROBE_TIMEOUT_MS = 30_000;

export class LocalHost implements Host {
  readonly name: string;
  readonly root: string;
  readonly uid: number;
  readonly agent: readonly string[] | null;
  readonly reach = null;
  readonly clockAheadMs = 0;

  /** `agent` is how stsctl itself is run; in a tree it is not there. */
  constructor(root: string, agent: readonly string[] | null = null) {
    this.root = root === '/' ? '' : root.replace(/\/+$/, '');
    this.name = this.root === '' ? 'this host' : this.root;
    this.agent = this.root === '' ? agent : null;
    this.uid = process.getuid?.() ?? 0;
  }

  realPath(path: string): string {
    return this.root + path;
  }

  gather(probes: readonly Probe[]): Promise<Answer[]> {
    return Promise.all(probes.map((probe) => this.#answer(probe)));
  }

  async #answer(probe: Probe): Promise<Answer> {
    switch (probe.kind) {
      case 'stat':
        return this.#look(probe.path, probe.follow ?? false);
      case 'file':
        return this.#read(probe.path, probe.maxBytes, probe.follow ?? false);
      case 'public-key':
        return { kind: 'public-key', pem: await this.#keys(() => publicKeyOf(this.realPath(probe.path))) };
      case 'run':
        return { kind: 'run', result: await this.#lookWith(probe.argv) };
      case 'addresses':
        return { kind: 'addresses', addresses: ownAddresses() };
      case 'resolve':
        return { kind: 'resolve', addresses: await resolveListen(probe.name) };
    }
  }

  #lookWith([program = '', ...rest]: readonly string[]): Promise<RunResult> {
    return lookProgram([this.realPath(program), ...rest], { cwd: this.root === '' ? '/' : this.root, timeoutMs: PROBE_TIMEOUT_MS });
  }

  /** openssl(1) runs once for each key: so many at a time. */
  readonly #keys = atMost(8);

  async #look(path: string, follow: boolean): Promise<Answer> {
    try {
      return { kind: 'stat', stat: await statOf(this.realPath(path), follow), error: null };
    } catch (error) {
      return { kind: 'stat', stat: null, error: (error as { word?: string }).word ?? wordOf(error) };
    }
  }

  async #read(path: string, maxBytes: number, follow: boolean): Promise<Answer> {
    const real = this.realPath(path);
    try {
      const stat = await statOf(real, follow);
      const content = stat?.kind === 'file' ? await guarded(real, () => contentOf(real, maxBytes, follow)) : null;
      return { kind: 'file', stat, content, error: null };
    } catch (error) {
      return { kind: 'file', stat: null, content: null, error: (error as { word?: string }).word ?? wordOf(error) };
    }
  }

  stage(path: string, content: Bytes, attributes: Attributes): Promise<string> {
    const staged = join(dirname(path), `.${basename(path)}.stsctl-${randomBytes(8).toString('hex')}`);
    return this.#inside(path, async () => {
      await writeNew(this.realPath(staged), content, attributes, this.uid === 0);
      return staged;
    });
  }

  commit(staged: string, path: string): Promise<void> {
    return this.#inside(path, async () => {
      await rename(this.realPath(staged), this.realPath(path));
      await syncParent(this.realPath(path));
    });
  }

  remove(path: string): Promise<void> {
    return this.#inside(path, async () => {
      await unlink(this.realPath(path)).catch(ignore('ENOENT'));
      await syncParent(this.realPath(path)).catch(ignore('ENOENT'));
    });
  }

  changeMode(path: string, mode: number): Promise<void> {
    return this.#inside(path, async () => {
      const file = await open(this.realPath(path), constants.O_RDONLY | constants.O_NOFOLLOW);
      try {
        await file.chmod(mode);
        await file.sync();
      } finally {
        await file.close();
      }
    });
  }

  makeDirectory(path: string, attributes: Attributes): Promise<void> {
    const real = this.realPath(path);
    return this.#inside(path, async () => {
      // With its mode at once: a run that is killed here leaves no directory that httpd may not enter.
      await mkdir(real, attributes.mode);
      if (this.uid === 0) await chown(real, attributes.uid, attributes.gid);
      await chmod(real, attributes.mode);
      await syncParent(real);
    });
  }

  removeDirectory(path: string): Promise<void> {
    return this.#inside(path, () => rmdir(this.realPath(path)).catch(ignore('ENOENT', 'ENOTEMPTY', 'EEXIST')));
  }

  /** Linked into place, so that it never exists without its content. */
  createExclusive(path: string, content: Bytes, mode: number): Promise<boolean> {
    return guarded(path, async () => {
      const staged = await this.stage(path, content, { mode, uid: 0, gid: 0 });
      try {
        await link(this.realPath(staged), this.realPath(path));
        return true;
      } catch (error) {
        if (wordOf(error) === 'EEXIST') return false;
        throw error;
      } finally {
        await unlink(this.realPath(staged));
        await syncParent(this.realPath(path));
      }
    });
  }

  append(path: string, content: Bytes): Promise<void> {
    return this.#inside(path, async () => {
      const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
      const file = await open(this.realPath(path), flags, 0o600);
      try {
        await file.writeFile(content, 'latin1');
        await file.sync();
      } finally {
        await file.close();
      }
    });
  }

  /** In a tree a link to /etc would lead to this machine's own files: nothing is changed through it. */
  #inside<T>(path: string, change: () => Promise<T>): Promise<T> {
    return guarded(path, async () => {
      if (this.root !== '' && (await leadsOut(this.root, dirname(this.realPath(path))))) throw new HostError('ELOOP', path, `leads out of ${this.root} through a symbolic link`);
      return change();
    });
  }

  list(path: string): Promise<string[]> {
    return guarded(path, async () => (await readdir(this.realPath(path)).catch(none)).sort());
  }

  run(argv: readonly string[], options: RunOptions): Promise<RunResult> {
    const [program = '', ...rest] = argv;
    return runProgram([this.realPath(program), ...rest], { cwd: this.root === '' ? '/' : this.root, ...options });
  }

  async process(): Promise<HostProcess> {
    return { pid: process.pid, start: await startOf(process.pid) };
  }

  async isAlive({ pid, start }: HostProcess): Promise<boolean> {
    if (!isThere(pid)) return false;
    const found = start === '' ? '' : await startOf(pid);
    return found === '' || found === start;
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: somebody else's process, but a process.
    return wordOf(error) === 'EPERM';
  }
}

/** "" where ps(1) does not tell. */
async function startOf(pid: number): Promise<string> {
  const { exit, stdout } = await runProgram(['/usr/bin/env', 'TZ=UTC0', 'ps', '-o', 'lstart=', '-p', String(pid)], { cwd: '/', timeoutMs: PROBE_TIMEOUT_MS });
  return exit === 0 ? stdout.trim().split(/\s+/).join(' ') : '';
}

/** A catch handler for errors that mean there was nothing to do. */
function ignore(...words: string[]): (error: unknown) => void {
  return (error) => {
    if (!words.includes(wordOf(error))) throw error;
  };
}

function none(error: unknown): string[] {
  ignore('ENOENT')(error);
  return [];
}
