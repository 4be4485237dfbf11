// Everything below an operand: a file, an mbox, a Maildir, a directory of any of them.
import { lstatSync, opendirSync, readSync, statSync, type Dirent } from 'node:fs';
import { isRejected, type Arrival, type Rejected } from './arrival.ts';
import { readFile, unreadable, withOpen } from './read-file.ts';
import { isMbox, readMbox } from './split-mbox.ts';

const MAX_DEPTH = 16;
/** Maildir: what is still being delivered is not there yet. */
const MAILDIR = ['cur', 'new'];

/** One after another, so that a directory of a million files costs the memory of one. */
export function* readArrivals(path: string): Generator<Arrival | Rejected> {
  const kind = kindOf(path);
  if (kind === 'directory') yield* readDirectory(path, 0);
  else yield* readOne(path);
}

function kindOf(path: string): 'directory' | 'other' {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? 'directory' : 'other';
}

function* readOne(path: string): Generator<Arrival | Rejected> {
  const arrival = readFile(path);
  if (isRejected(arrival)) {
    // An mbox is larger than a mail may be, and is read in pieces.
    if (arrival.reason === 'too-large' && beginsAsMbox(path)) yield* guarded(path);
    else yield arrival;
  } else if (isMbox(arrival.bytes)) yield* guarded(path);
  else yield arrival;
}

function* guarded(path: string): Generator<Arrival | Rejected> {
  try {
    yield* readMbox(path);
  } catch (error) {
    yield unreadable(path, error);
  }
}

function beginsAsMbox(path: string): boolean {
  const first = Buffer.alloc(6);
  return withOpen(path, (descriptor) => readSync(descriptor, first, 0, 6, 0)) === 6 && isMbox(first);
}

function* readDirectory(path: string, depth: number): Generator<Arrival | Rejected> {
  if (depth > MAX_DEPTH) {
    yield { name: path, reason: 'unreadable', problem: `lies deeper than ${MAX_DEPTH} directories` };
    return;
  }
  const names = MAILDIR.every((each) => isPlainDirectory(within(path, each))) ? subfoldersOf(path) : null;
  for (const entry of names ?? entriesOf(path)) {
    if (entry instanceof Error) yield unreadable(path, entry);
    else if (entry.isDirectory()) yield* readDirectory(within(path, entry.name), depth + 1);
    // A link out of the directory is somebody else's file, a fifo is none.
    else if (entry.isFile() && !entry.name.startsWith('.')) yield* readOne(within(path, entry.name));
  }
}

/** path.join() looks at each character, a million times. */
function within(directory: string, name: string): string {
  return directory.endsWith('/') ? directory + name : `${directory}/${name}`;
}

function isPlainDirectory(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Of a Maildir: cur, new, and folders of its own (Maildir++: ".Reports"). */
function* subfoldersOf(path: string): Generator<Dirent | Error> {
  for (const entry of entriesOf(path)) {
    if (entry instanceof Error) yield entry;
    else if (entry.isDirectory() && (MAILDIR.includes(entry.name) || entry.name.startsWith('.'))) yield entry;
  }
}

function* entriesOf(path: string): Generator<Dirent | Error> {
  try {
    const directory = opendirSync(path, { bufferSize: 512 });
    try {
      for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) yield entry;
    } finally {
      directory.closeSync();
    }
  } catch (error) {
    yield error as Error;
  }
}
