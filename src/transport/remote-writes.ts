// The scripts that change something, each so that nothing is left half done whenever the connection ends.
import type { Attributes, HostProcess } from '../model/host.ts';
import { quoteShell, quoteWords } from './quote-shell.ts';
import { basename, dirname } from 'node:path';

const q = quoteShell;

/** More than that comes with the end of the input, by cat(1): dd(1) reads it byte by byte, not to read what follows. */
export const MAX_TAKEN = 16_384;

/** What puts the content on standard output, and waits for it. */
function incoming(size: number): { readonly ask: string; readonly read: string } {
  if (size === 0) return { ask: ':', read: ':' };
  return { ask: 'say go', read: size > MAX_TAKEN ? 'cat <&5' : `take ${size}` };
}

/** An O_EXCL file of ours alone, from the input. A connection that ends meanwhile ends the input: what is short is removed. */
function fill(file: string, size: number): string[] {
  const { ask, read } = incoming(size);
  return [
    `F=${q(file)}`,
    ask,
    'set -C',
    `( ${read} > "$F" ) 2>&4 || { rm -f -- "$F"; fail said; }`,
    'set +C',
    'n=$(wc -c < "$F")',
    `[ $((n)) -eq ${size} ] || { rm -f -- "$F"; fail ECONNRESET; }`,
  ];
}

/** Only root gives files away. sync(1) of GNU waits for these files, that of OpenBSD takes no operands and flushes all. */
function dress({ mode, uid, gid }: Attributes, undo: string): string[] {
  const or = (command: string) => `${command} 2>&4 || { ${undo}; fail said; }`;
  return [`[ "$U" != 0 ] || ${or(`chown ${uid}:${gid} -- "$F"`)}`, or(`chmod ${octal(mode)} -- "$F"`)];
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

const settle = (path: string) => `sync -- ${q(dirname(path))}`;

export function stageLines(staged: string, size: number, attributes: Attributes): string[] {
  return [`inside ${q(dirname(staged))}`, ...fill(staged, size), ...dress(attributes, 'rm -f -- "$F"'), 'try sync -- "$F"', 'say ok'];
}

/** mv(1) would move into a directory, or through a link to one: rename(2) does neither. */
export function commitLines(staged: string, path: string): string[] {
  return [
    `A=${q(staged)} B=${q(path)}`,
    'there "$A" || { why "$A"; fail $w; }',
    `inside ${q(dirname(path))}`,
    'if [ -d "$B" ] && ! [ -d "$A" ]; then fail EISDIR; fi',
    'try mv -f -- "$A" "$B"',
    settle(path),
    'say ok',
  ];
}

export function changeModeLines(path: string, mode: number): string[] {
  return [`F=${q(path)}`, 'if [ -L "$F" ]; then fail ELOOP; fi', '[ -e "$F" ] || { why "$F"; fail $w; }', `try chmod ${octal(mode)} -- "$F"`, 'sync -- "$F"', 'say ok'];
}

export function removeLines(path: string): string[] {
  return [
    `F=${q(path)}`,
    'if there "$F"; then',
    'if [ -d "$F" ] && ! [ -L "$F" ]; then fail EISDIR; fi',
    'try rm -f -- "$F"',
    settle(path),
    'else why "$F"; [ $w = ENOENT ] || fail $w; fi',
    'say ok',
  ];
}

export function makeDirectoryLines(path: string, attributes: Attributes): string[] {
  return [`F=${q(path)}`, `inside ${q(dirname(path))}`, 'if there "$F"; then fail EEXIST; fi', 'try mkdir -m 0700 -- "$F"', ...dress(attributes, 'rmdir -- "$F"'), settle(path), 'say ok'];
}

/** What is missing or holds something is left. */
export function removeDirectoryLines(path: string): string[] {
  return [
    `F=${q(path)}`,
    'there "$F" || { why "$F"; if [ $w = ENOENT ]; then say ok; q; fi; fail $w; }',
    'if ! [ -d "$F" ] || [ -L "$F" ]; then fail ENOTDIR; fi',
    'if rmdir -- "$F" 2>&4; then say ok; q; fi',
    `if [ -n "$(ls -A ${q(`${path}/`)})" ]; then say ok; q; fi`,
    'fail said',
  ];
}

/** Linked into place, so that it never exists without its content; ln(1) would link into a directory. */
export function createExclusiveLines(path: string, staged: string, size: number, attributes: Attributes): string[] {
  return [
    `P=${q(path)}`,
    `inside ${q(dirname(path))}`,
    ...fill(staged, size),
    ...dress(attributes, 'rm -f -- "$F"'),
    'sync -- "$F"',
    'if there "$P"; then x=exists',
    'elif ln -- "$F" "$P" 2>&4; then x=ok',
    'elif there "$P"; then x=exists',
    'else rm -f -- "$F"; fail said; fi',
    'rm -f -- "$F"',
    settle(path),
    'say $x',
  ];
}

/** The size afterwards tells whether all of it came. */
export function appendLines(path: string, size: number): string[] {
  const { ask, read } = incoming(size);
  return [
    `F=${q(path)}`,
    `inside ${q(dirname(path))}`,
    'if [ -L "$F" ]; then fail ELOOP; fi',
    'if [ -d "$F" ]; then fail EISDIR; fi',
    'o=0; if [ -e "$F" ]; then o=$(wc -c < "$F"); fi',
    ask,
    `( ${read} >> "$F" ) 2>&4 || fail said`,
    'n=$(wc -c < "$F")',
    `[ $((n - o)) -eq ${size} ] || fail ECONNRESET`,
    'sync -- "$F"',
    'say ok',
  ];
}

/** find(1) prints names of any bytes, each ended by NUL. */
export function listLines(path: string): string[] {
  const directory = q(`${path === '/' ? '' : path}/.`);
  return [
    `F=${q(path)}`,
    'there "$F" || { why "$F"; if [ $w = ENOENT ]; then say ok; q; fi; fail $w; }',
    '[ -d "$F" ] || fail ENOTDIR',
    'if ! [ -r "$F" ] || ! [ -x "$F" ]; then fail EACCES; fi',
    'say names',
    `find ${directory} ! -name . -prune -print0`,
    'say listed $?',
    'say ok',
  ];
}

export function runLines(argv: readonly string[], timeoutMs: number, hasInput: boolean): string[] {
  const seconds = Math.max(0.001, timeoutMs / 1000);
  return [...(hasInput ? ['say go', 'exec 3<&5'] : []), `run 0 ${seconds} ${quoteWords(argv)}`, 'say ok'];
}

/** When a process started, words single-spaced; nothing where ps(1) does not tell. */
export function startOf(pid: string): string {
  return `$(echo $(TZ=UTC0 ps -o lstart= -p ${pid}))`;
}

/** Somebody else's process is a process too; one that started at another time has got the number since. */
export function isAliveLines({ pid, start }: HostProcess): string[] {
  const other = start === '' ? 'false' : `{ x=${startOf(String(pid))}; [ -n "$x" ] && [ "$x" != ${q(start)} ]; }`;
  return [`if ! kill -0 ${pid} && ! ps -p ${pid} >/dev/null; then say gone; elif ${other}; then say gone; else say ok; fi`];
}

/** Where new content waits for its place. */
export function stagedPath(path: string, nonce: string): string {
  return `${dirname(path) === '/' ? '' : dirname(path)}/.${basename(path)}.stsctl-${nonce}`;
}
