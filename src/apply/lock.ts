// One writer a host: a lock file that names its holder.
import { hostname } from 'node:os';
import { LOCK, STATE } from '../model/base-system.ts';
import { Failure } from '../model/failure.ts';
import { HostError, type Host, type HostProcess } from '../model/host.ts';
import { removeLeftovers, type Leftover } from './leftovers.ts';

/** Whoever owns the store of reports gets through to it; what is root's alone has modes of its own. */
const STATE_DIRECTORY = { mode: 0o711, uid: 0, gid: 0 } as const;

export interface Lock {
  release(): Promise<void>;
}

/** What the file says. */
interface Holder extends HostProcess {
  /** ISO 8601, UTC. */
  readonly since: string;
  /** The machine it runs on, which acts on this host over SSH perhaps; "" in locks of before. */
  readonly from: string;
}

/** Throws Failure when another run holds it; the lock of a run that is gone is taken over. */
export async function takeLock(host: Host, now: Date): Promise<Lock> {
  const holder: Holder = { ...(await host.process()), since: now.toISOString(), from: hostname() };
  await makeStateDirectory(host);
  for (let attempt = 0; attempt < 2; attempt += 1) {
    if (await tryLock(host, holder)) {
      await removeLeftovers(STAGED, host);
      return { release: () => host.remove(LOCK) };
    }
    await removeStale(host, `${LOCK}.stale-${holder.pid}`);
  }
  throw lockedBy('another run', host);
}

/** Throws Failure when a run that is there holds it: for who can't write one, on a disk that is full. */
export async function refuseHeld(host: Host): Promise<void> {
  const text = await readLock(host, LOCK);
  if (text !== null) await refuseAlive(text, host);
}

/** What killed runs have staged beside the lock, the renewals and the ledger; whoever holds the lock may remove them. */
const STAGED: readonly Leftover[] = ['.lock.stsctl-', '.renewals.stsctl-', '.ledger.stsctl-', 'lock.stale-'].map((prefix) => ({ directory: STATE, prefix }));

/** Another run that took the lock meanwhile may have removed what was staged for ours. */
async function tryLock(host: Host, holder: Holder): Promise<boolean> {
  try {
    return await host.createExclusive(LOCK, `${JSON.stringify(holder)}\n`, 0o600);
  } catch (error) {
    ignoreMissing(error);
    throw lockedBy('it took it just now', host);
  }
}

export async function makeStateDirectory(host: Host): Promise<void> {
  const paths = ['/var', '/var/db', STATE];
  const answers = await host.gather(paths.map((path) => ({ kind: 'stat', path, follow: true })));
  for (const [index, path] of paths.entries()) {
    const answer = answers[index];
    if (answer?.kind === 'stat' && answer.stat === null && answer.error === null) {
      await host.makeDirectory(path, path === STATE ? STATE_DIRECTORY : { ...STATE_DIRECTORY, mode: 0o755 });
    }
  }
}

/** Moved aside before it is removed: what was judged must be what is moved, since others judge at the same time. */
async function removeStale(host: Host, aside: string): Promise<void> {
  const judged = await readLock(host, LOCK);
  if (judged === null) return; // Released meanwhile.
  await refuseAlive(judged, host);
  await host.commit(LOCK, aside).catch(ignoreMissing);
  const moved = await readLock(host, aside);
  if (moved !== null && moved !== judged) await host.createExclusive(LOCK, moved, 0o600);
  await host.remove(aside);
  if (moved !== null && moved !== judged) throw lockedBy('it took over just now', host);
}

/** It is put into place with what it says: one that is empty or cut off is what a crash of the whole machine has left. */
async function refuseAlive(text: string, host: Host): Promise<void> {
  const holder = parseHolder(text);
  if (holder === null || !(await host.isAlive(holder))) return;
  throw lockedBy(`pid ${holder.pid} since ${holder.since}${holder.from === '' ? '' : `, run on ${holder.from}`}`, host);
}

async function readLock(host: Host, path: string): Promise<string | null> {
  const [answer] = await host.gather([{ kind: 'file', path, maxBytes: 4096 }]);
  return answer?.kind === 'file' ? answer.content : null;
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof HostError) || error.word !== 'ENOENT') throw error;
}

/** Of ps(1): "Tue Nov 24 10:15:00 2026". */
const START = /^[A-Za-z0-9: ]{1,40}$/;

/** Of the text of the lock; null for what names no process. */
export function parseHolder(text: string): Holder | null {
  try {
    const { pid, since, start = '', from = '' } = JSON.parse(text) as Partial<Record<keyof Holder, unknown>>;
    const isWhole = typeof pid === 'number' && Number.isInteger(pid) && pid > 0 && typeof since === 'string' && typeof start === 'string' && typeof from === 'string';
    return isWhole ? { pid, since, start: START.test(start) ? start : '', from } : null;
  } catch {
    return null;
  }
}

function lockedBy(who: string, host: Host): Failure {
  return new Failure([
    {
      code: 'apply-locked',
      place: { file: LOCK },
      message: `another run of stsctl holds the lock on ${host.name}: ${who}`,
      unchanged: `every file on ${host.name}`,
      next: `wait until it has ended and try again; if no stsctl runs, remove ${LOCK}`,
    },
  ]);
}
