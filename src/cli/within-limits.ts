// How many hosts can be worked on at once with the files this process may have open.
import { execFile } from 'node:child_process';

/** A connection, and while it is set up the pipes of ssh -G and ssh-keygen and the files of keys. */
const FILES_A_HOST = 8;
/** What stsctl has open itself. */
const FILES_OF_OURS = 64;
/** So many are within any limit. */
const ALWAYS = 16;

/** `wanted`, or as many as `ulimit -n` has room for. */
export async function withinLimits(wanted: number): Promise<number> {
  if (wanted <= ALWAYS) return wanted;
  const files = Number((await openFiles()).trim());
  return Number.isNaN(files) ? wanted : Math.min(wanted, Math.max(ALWAYS, Math.floor((files - FILES_OF_OURS) / FILES_A_HOST)));
}

/** sh(1)'s answer: a number, or "unlimited". Node has raised the limit to the hard one; the shell inherits that. */
function openFiles(): Promise<string> {
  return new Promise((resolve) => {
    execFile('/bin/sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }, (error, stdout) => resolve(error === null ? stdout : 'unknown'));
  });
}
