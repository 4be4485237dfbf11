// One writer at a time: a lock file that names its holder, held for the moments of one commit.
import { closeSync, linkSync, openSync, readdirSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { readRegular } from './open-regular.ts';
import { guarded, StoreError } from './store-error.ts';

/** Mails may come a hundred at a time; each commit takes milliseconds. */
const PATIENCE_MS = 30_000;
/** A commit that takes longer than this has died in a way its pid does not tell (the number is another's by now). */
const LONGEST_HELD_MS = 10 * 60_000;

export async function underLock<T>(directory: string, work: () => T): Promise<T> {
  const lock = `${directory}/lock`;
  await take(lock);
  try {
    sweep(directory);
    return work();
  } finally {
    release(lock);
  }
}

/** Taken over meanwhile, it is another's. One that can't be removed keeps nobody out once this process has ended: what was done, or went wrong, stands. */
function release(lock: string): void {
  try {
    if (holderOf(lock) === process.pid) unlinkQuietly(lock);
  } catch {
    // The next writer finds that its holder is gone.
  }
}

/** What a run that was killed has made beside the lock, or beside its sums: no other process is to have its number for it to go. */
function sweep(directory: string): void {
  for (const name of readdirSync(directory)) {
    const pid = Number(/^(?:lock|\d{4}-\d\d\.days\.json)\.(\d+)$/.exec(name)?.[1] ?? 0);
    if (pid > 0 && pid !== process.pid && !isAlive(pid)) unlinkQuietly(`${directory}/${name}`);
  }
}

async function take(lock: string): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  for (let pause = 2; !guarded(lock, () => tryToTake(lock)); pause = Math.min(100, pause * 2)) {
    if (Date.now() > until) throw new StoreError(lock, `is held by another stsctl (pid ${holderOf(lock) ?? 'unknown'})`);
    await sleep(pause * (0.5 + Math.random()));
  }
}

function tryToTake(lock: string): boolean {
  if (createExclusive(lock)) return true;
  if (!isStale(lock)) return false;
  removeStale(lock);
  return createExclusive(lock);
}

/** With its content from the start: made beside it and linked, which fails when the lock is there. */
function createExclusive(lock: string): boolean {
  const own = `${lock}.${process.pid}`;
  const descriptor = openSync(own, 'w', 0o640);
  try {
    writeSync(descriptor, `${process.pid}\n`);
    linkSync(own, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    closeSync(descriptor);
    unlinkSync(own);
  }
}

function isStale(lock: string): boolean {
  const holder = holderOf(lock);
  const age = ageOf(lock);
  if (age === null) return false;
  return age > LONGEST_HELD_MS || (holder !== null && !isAlive(holder));
}

/** Two that wait may both find it stale: only the one that has the second lock removes it, having looked again. */
function removeStale(lock: string): void {
  const second = `${lock}.stale`;
  if (!createExclusive(second)) {
    // Held for an instant; what is older was left by a crash right here.
    if ((ageOf(second) ?? 0) > LONGEST_HELD_MS) unlinkQuietly(second);
    return;
  }
  try {
    if (isStale(lock)) unlinkQuietly(lock);
  } finally {
    unlinkQuietly(second);
  }
}

function holderOf(lock: string): number | null {
  try {
    const pid = Number(readRegular(lock).toString('latin1').trim());
    return Number.isSafeInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}

function ageOf(path: string): number | null {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? null : Date.now() - found.mtimeMs;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: alive, and another user's.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function unlinkQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
