// File access on the machine stsctl runs on: never through a final symlink, never half done.
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { open, realpath, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HostError, type Attributes, type FileKind, type FileStat } from '../model/host.ts';
import type { Bytes } from '../model/bytes.ts';
import { sentenceOf } from './error-words.ts';

/** The system's word of an error, "EIO" where there is none. */
export function wordOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : 'EIO';
}

function hostError(error: unknown, path: string): HostError {
  const word = wordOf(error);
  return new HostError(word, path, sentenceOf(word) ?? (error as Error).message);
}

/** Runs a file operation; what it throws leaves as HostError. */
export async function guarded<T>(path: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw error instanceof HostError ? error : hostError(error, path);
  }
}

/** True when a directory's real place is not below the root's; false while it is not there. */
export async function leadsOut(root: string, directory: string): Promise<boolean> {
  try {
    const [top, real] = await Promise.all([realpath(root), realpath(directory)]);
    return real !== top && !real.startsWith(`${top}/`);
  } catch (error) {
    if (wordOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** lstat(2), or stat(2) to follow; null for a missing file or parent. */
export async function statOf(path: string, follow = false): Promise<FileStat | null> {
  try {
    // Answered by the kernel in microseconds: a trip through Node's threads costs more.
    const found = (follow ? statSync : lstatSync)(path, { throwIfNoEntry: false });
    if (found === undefined) return null;
    return { kind: kindOf(found), mode: found.mode & 0o7777, uid: found.uid, gid: found.gid, size: found.size };
  } catch (error) {
    const word = wordOf(error);
    if (word === 'ENOENT' || word === 'ENOTDIR') return null;
    throw hostError(error, path);
  }
}

function kindOf(found: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): FileKind {
  if (found.isFile()) return 'file';
  if (found.isDirectory()) return 'directory';
  return found.isSymbolicLink() ? 'symlink' : 'other';
}

/** Content of a regular file, at most `maxBytes`. */
export async function contentOf(path: string, maxBytes: number, follow = false): Promise<Bytes> {
  // O_NONBLOCK: a fifo put in the file's place must not hang the run.
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | (follow ? 0 : constants.O_NOFOLLOW);
  const file = openSync(path, flags);
  try {
    const { size } = fstatSync(file);
    if (size > maxBytes) throw new HostError('EFBIG', path, `is larger than ${maxBytes} bytes`);
    return readFileSync(file, 'latin1');
  } finally {
    closeSync(file);
  }
}

/** Writes a file that must not exist yet, and waits until it is on the disk; leaves nothing when it fails. */
export async function writeNew(path: string, content: Bytes, attributes: Attributes, mayGiveAway: boolean): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  // 0600 first: nobody else reads it before it has its owner. Who can't give it away owns it from the start.
  const file = await open(path, flags, mayGiveAway ? 0o600 : attributes.mode);
  try {
    await file.writeFile(content, 'latin1');
    await setAttributes(file, attributes, mayGiveAway);
    await synced(file);
  } catch (error) {
    await removeQuietly(path);
    throw error;
  } finally {
    await file.close();
  }
}

async function setAttributes(file: FileHandle, attributes: Attributes, mayGiveAway: boolean): Promise<void> {
  if (mayGiveAway) await file.chown(attributes.uid, attributes.gid);
  // Nor is there an fchmod(2): what the umask has left as it should be is not asked for.
  if (mayGiveAway || ((await file.stat()).mode & 0o7777) !== attributes.mode) await file.chmod(attributes.mode);
}

/** Under Node's permission model there is no fsync(2) from 26 on. stsctld alone runs under it, and what it keeps may be lost with the power. */
async function synced(file: FileHandle): Promise<void> {
  try {
    await file.sync();
  } catch (error) {
    if (wordOf(error) !== 'ERR_ACCESS_DENIED') throw error;
  }
}

async function removeQuietly(path: string): Promise<void> {
  const { unlink } = await import('node:fs/promises');
  await unlink(path).catch(() => undefined);
}

/** Makes a rename, creation or removal in this file's directory last (fsync of the directory). */
export async function syncParent(path: string): Promise<void> {
  const directory = await open(dirname(path), constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await synced(directory);
  } finally {
    await directory.close();
  }
}
