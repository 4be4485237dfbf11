// Where node is, for a crontab line, whose PATH has no /usr/local/bin.
import { accessSync, constants, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

/**
 * Absolute, or null when it can't be told. OpenBSD tells a process no path of its program: process.execPath is the name it was run by, "node" when
 * env(1) ran it, and that is looked up in PATH as env(1) does.
 */
export function nodeProgram(execPath: string, path: string): string | null {
  if (isAbsolute(execPath)) return execPath;
  if (execPath.includes('/')) return null;
  return path.split(':').filter(isAbsolute).map((directory) => join(directory, execPath)).find(isProgram) ?? null;
}

/** `agent` is node and the program it runs; null when a crontab line could not name them. */
export function absoluteAgent([node = '', ...rest]: readonly string[], path: string): readonly string[] | null {
  const program = nodeProgram(node, path);
  return program === null ? null : [program, ...rest];
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
