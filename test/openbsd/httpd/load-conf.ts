// Reads the configuration file as httpd(8) does at start, at `-n` and at SIGHUP.
import { readFileSync } from 'node:fs';
import { judgeHttpdConf } from '../../../src/formats/httpd-conf/judge-httpd-conf.ts';
import type { HttpdVerdict, HttpdWorld } from '../../../src/model/httpd-conf.ts';
import { hasEarlyError, strayLocations, type Stray } from './stray-locations.ts';

export interface ConfFile {
  /** Where it is on this machine. */
  readonly path: string;
  /** What messages call it. */
  readonly name: string;
  /** `-D NAME=VALUE`. */
  readonly macros: readonly string[];
}

export interface LoadedConf {
  readonly verdict: HttpdVerdict;
  /** The first pass already failed. */
  readonly isEarly: boolean;
  readonly strays: readonly Stray[];
}

export function loadConf({ path, name, macros }: ConfFile, world: HttpdWorld): LoadedConf {
  const read = readConf(path);
  if ('trouble' in read) return unopened(`pushfile: ${name}: ${read.trouble}`, world);
  const text = macros.map(macroLine).join('') + read.text;
  const verdict = judgeHttpdConf(name, text, world);
  const failed = verdict.exit === 1;
  return {
    verdict: { ...verdict, stderr: verdict.stderr.map((line) => withoutMacroLines(line, name, macros.length)) },
    isEarly: failed && hasEarlyError(name, text, world),
    strays: failed ? strayLocations(name, text, world) : [],
  };
}

function unopened(message: string, world: HttpdWorld): LoadedConf {
  return { verdict: { ...judgeHttpdConf('', '', world), exit: 1, stderr: [message] }, isEarly: true, strays: [] };
}

const STRERROR: Readonly<Record<string, string>> = {
  ENOENT: 'No such file or directory', EACCES: 'Permission denied', ENOTDIR: 'Not a directory', ELOOP: 'Too many levels of symbolic links',
};

function readConf(path: string): { text: string } | { trouble: string } {
  try {
    return { text: readFileSync(path, 'latin1') };
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return code === 'EISDIR' ? { text: '' } : { trouble: STRERROR[code] ?? code };
  }
}

/** httpd(8) -D, as lines before the file; unlike there, a later definition in the file wins. */
function macroLine(macro: string): string {
  const [name = '', ...value] = macro.split('=');
  return `${name}="${value.join('=')}"\n`;
}

function withoutMacroLines(message: string, name: string, count: number): string {
  if (count === 0 || !message.startsWith(`${name}:`)) return message;
  return name + message.slice(name.length).replace(/^:([0-9]+):/, (_, line: string) => `:${Number(line) - count}:`);
}
