// Loaded into stsctl by --import: counts each time it sends something to another machine, or to ssh(1), and ends the run at one of them.
// CRASH_LOG, CRASH_AT and CRASH_HOW (before or during: half of it is sent) as in hook.mjs.
import fs from 'node:fs';
import net from 'node:net';

const { CRASH_LOG: log, CRASH_AT: at = '-1', CRASH_HOW: how = 'before' } = process.env;
const target = Number(at);
let count = -1;
const { write } = net.Socket.prototype;

net.Socket.prototype.write = function (chunk, ...rest) {
  // Where it prints to.
  if (this.fd === 1 || this.fd === 2) return write.call(this, chunk, ...rest);
  count += 1;
  if (log) fs.appendFileSync(log, '.');
  if (count !== target) return write.call(this, chunk, ...rest);
  if (how === 'during') write.call(this, chunk.slice(0, chunk.length >> 1));
  process.kill(process.pid, 'SIGKILL');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10_000);
  return false;
};
