// Loaded into stsctl by --import: counts each action that the system sees, and ends or fails the run at one of them.
// CRASH_LOG: a file that gets a line for each action. CRASH_AT: the action's number, from 0.
// CRASH_HOW: before, during or after (SIGKILL), or error:WORD once, or full:WORD from there on.
import childProcess from 'node:child_process';
import fs from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const { CRASH_LOG: log, CRASH_AT: at = '-1', CRASH_HOW: how = 'before' } = process.env;
const target = Number(at);
const [kind, word] = how.split(':');
let count = -1;

const original = { ...promises };
const originalSync = { ...fs };
const logFile = log ? fs.openSync(log, 'a') : null;

function note(name) {
  if (logFile !== null) originalSync.writeSync(logFile, `${name}\n`);
}

function die() {
  process.kill(process.pid, 'SIGKILL');
  // Nothing of this process goes on until the signal is there.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10_000);
}

function failure(name) {
  return Object.assign(new Error(`${word}: injected, ${name}`), { code: word, syscall: name });
}

/** Does `act` as the next action; `half` is what has happened when it is cut short. */
async function action(name, act, half = async () => undefined) {
  count += 1;
  note(name);
  const isHere = count === target;
  if (kind === 'full' && count >= target && target >= 0) throw failure(name);
  if (!isHere) return act();
  if (kind === 'error') throw failure(name);
  if (kind === 'before') die();
  if (kind === 'during') {
    await half();
    die();
  }
  const result = await act();
  die();
  return result;
}

for (const name of ['rename', 'unlink', 'link', 'mkdir', 'rmdir', 'chmod', 'chown']) {
  promises[name] = (...argv) => action(`${name} ${argv.filter((each) => typeof each === 'string').join(' ')}`, () => original[name](...argv));
}

function isWriting(flags) {
  return typeof flags === 'number' ? (flags & (fs.constants.O_WRONLY | fs.constants.O_RDWR | fs.constants.O_CREAT)) !== 0 : /[wa+]/.test(flags ?? 'r');
}

promises.open = async (path, flags, ...rest) => {
  const opened = () => original.open(path, flags, ...rest);
  return isWriting(flags) ? watched(path, await action(`open ${path}`, opened)) : opened();
};

function watched(path, handle) {
  const { writeFile, sync, chmod, chown } = handle;
  const cut = (data) => (typeof data === 'string' ? data.slice(0, data.length >> 1) : data.subarray(0, data.length >> 1));
  handle.writeFile = (data, ...rest) => action(`write ${path}`, () => writeFile.call(handle, data, ...rest), () => writeFile.call(handle, cut(data), ...rest));
  handle.sync = () => action(`fsync ${path}`, () => sync.call(handle));
  handle.chmod = (...argv) => action(`fchmod ${path}`, () => chmod.apply(handle, argv));
  handle.chown = (...argv) => action(`fchown ${path}`, () => chown.apply(handle, argv));
  return handle;
}

/** The store of reports is written by calls that return when it is done. What one of them calls itself is a part of it. */
let isInside = false;
function actionSync(name, act, half = () => undefined) {
  if (isInside) return act();
  count += 1;
  note(name);
  const isHere = count === target;
  if ((kind === 'full' && count >= target && target >= 0) || (isHere && kind === 'error')) throw failure(name);
  if (isHere && kind === 'before') die();
  isInside = true;
  try {
    if (isHere && kind === 'during') {
      half();
      die();
    }
    return act();
  } finally {
    isInside = false;
    if (isHere && kind === 'after') die();
  }
}

for (const name of ['renameSync', 'unlinkSync', 'linkSync', 'mkdirSync', 'rmdirSync', 'appendFileSync', 'writeFileSync']) {
  const shown = name === 'appendFileSync' || name === 'writeFileSync' ? (path) => `write ${path}` : (...argv) => `${name.slice(0, -4)} ${argv.filter((each) => typeof each === 'string').join(' ')}`;
  fs[name] = (...argv) => actionSync(shown(...argv), () => originalSync[name](...argv));
}

/** By descriptor, what is open for writing. */
const open = new Map();
fs.openSync = (path, flags, ...rest) => {
  const opened = () => originalSync.openSync(path, flags, ...rest);
  if (!isWriting(flags)) return opened();
  const descriptor = actionSync(`open ${path}`, opened);
  open.set(descriptor, path);
  return descriptor;
};
fs.closeSync = (descriptor) => {
  open.delete(descriptor);
  originalSync.closeSync(descriptor);
};
fs.writeSync = (descriptor, data, ...rest) => {
  const write = () => originalSync.writeSync(descriptor, data, ...rest);
  if (!open.has(descriptor)) return write();
  const bytes = Buffer.from(data);
  const [offset = 0, length = bytes.length - offset, position = null] = typeof data === 'string' ? [] : rest;
  return actionSync(`write ${open.get(descriptor)}`, write, () => originalSync.writeSync(descriptor, bytes, offset, length >> 1, position));
};
for (const name of ['fsyncSync', 'ftruncateSync']) {
  const untouched = originalSync[name];
  fs[name] = (descriptor, ...rest) => (open.has(descriptor) ? actionSync(`${name.slice(0, -4)} ${open.get(descriptor)}`, () => untouched(descriptor, ...rest)) : untouched(descriptor, ...rest));
}

/** Programs that only look are no action. */
const LOOKS = /rcctl (get|check)|crontab -u root -l|openssl|ifconfig|nsd-checkconf|ps -o lstart/;
const { spawn } = childProcess;
childProcess.spawn = (file, argv = [], ...rest) => {
  const name = `run ${[file, ...(Array.isArray(argv) ? argv : [])].join(' ')}`;
  if (LOOKS.test(name)) return spawn(file, argv, ...rest);
  count += 1;
  note(name);
  const isHere = count === target;
  if (isHere && kind === 'before') die();
  if ((isHere && kind === 'error') || (kind === 'full' && target >= 0 && count >= target && word === 'EMFILE')) return spawn('/nonexistent/injected', argv, ...rest);
  const child = spawn(file, argv, ...rest);
  if (isHere && kind === 'during') setTimeout(die, 40);
  if (isHere && kind === 'after') child.once('exit', die);
  return child;
};

syncBuiltinESMExports();
