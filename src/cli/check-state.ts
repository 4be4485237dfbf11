// What the last run of check --changed saw, kept between runs.
import { join } from 'node:path';
import { STATE } from '../model/base-system.ts';
import { Failure } from '../model/failure.ts';
import { LocalHost } from '../transport/local-host.ts';
import type { CommandContext } from './command-context.ts';

/** Keys of findings by domain. */
export type Seen = Readonly<Record<string, readonly string[]>>;

const MAX_BYTES = 64 * 1024 * 1024;

export async function readSeen(context: CommandContext): Promise<Seen> {
  const { host, path } = placeOf(context);
  const [answer] = await host.gather([{ kind: 'file', path, maxBytes: MAX_BYTES }]);
  return answer?.kind === 'file' && answer.content !== null ? parseSeen(answer.content) : {};
}

/** Whatever is no such state counts as none: everything is told again. */
function parseSeen(text: string): Seen {
  try {
    const { version, domains } = JSON.parse(Buffer.from(text, 'latin1').toString('utf8')) as { version?: unknown; domains?: unknown };
    if (version !== 1 || typeof domains !== 'object' || domains === null) return {};
    return Object.fromEntries(Object.entries(domains).filter(([, keys]) => Array.isArray(keys) && keys.every((each) => typeof each === 'string'))) as Seen;
  } catch {
    return {};
  }
}

export async function writeSeen(domains: Seen, context: CommandContext): Promise<void> {
  const { host, path, directories } = placeOf(context);
  const content = Buffer.from(`${JSON.stringify({ version: 1, domains }, null, 1)}\n`, 'utf8').toString('latin1');
  const owner = { uid: host.uid, gid: process.getgid?.() ?? 0 };
  try {
    for (const directory of directories) await makeDirectory(host, directory, owner);
    await host.commit(await host.stage(path, content, { mode: 0o600, ...owner }), path);
  } catch (error) {
    throw new Failure([{ code: 'apply-write', place: { file: path }, message: `can't be written: ${(error as Error).message}`, unchanged: path, next: 'make its directory writable, or leave --changed out' }]);
  }
}

async function makeDirectory(host: LocalHost, directory: string, owner: { uid: number; gid: number }): Promise<void> {
  const [answer] = await host.gather([{ kind: 'stat', path: directory }]);
  if (answer?.kind === 'stat' && answer.stat === null) await host.makeDirectory(directory, { mode: 0o755, ...owner });
}

interface Place {
  readonly host: LocalHost;
  readonly path: string;
  /** Made where they are missing, outermost first. */
  readonly directories: readonly string[];
}

/** Kept where stsctl runs, a file for each host of -H. Root's is the host's; others have their own (XDG Base Directory Specification). */
function placeOf({ options, environment, remote }: CommandContext): Place {
  const name = remote === null ? 'check' : `check@${encodeURIComponent(remote.name)}`;
  const host = new LocalHost(options.root);
  if (host.uid === 0) return { host, path: `${STATE}/${name}`, directories: [STATE] };
  const home = environment['HOME'] ?? '/';
  const base = environment['XDG_STATE_HOME'] ?? '';
  const state = base.startsWith('/') ? base : join(home, '.local/state');
  const parents = base.startsWith('/') ? [state] : [join(home, '.local'), state];
  return { host: new LocalHost(''), path: join(state, 'stsctl', name), directories: [...parents, join(state, 'stsctl')] };
}
