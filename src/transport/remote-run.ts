// What became of a program that ran on another machine.
import { constants } from 'node:os';
import type { RunResult } from '../model/host.ts';
import { brokenReply, type FrameRecord } from './read-frame.ts';

export interface RunRecords {
  readonly out: FrameRecord | null;
  readonly err: FrameRecord | null;
  /** `exit NUMBER STATUS` */
  readonly exit: FrameRecord | null;
  /** Why it was not started: "ENOENT". */
  readonly none: string | null;
}

/** Of timeout(1), and of a shell for what SIGKILL ended. */
const ENDED_BY_TIMEOUT = new Set([124, 137]);
const SIGNAL_BASE = 128;

export interface Ran {
  readonly tookMs: number;
  readonly timeoutMs: number;
}

/** `ran`: how long it took, to tell a program that was ended from one that exits with timeout's status by itself. */
export function runResult({ out, err, exit, none }: RunRecords, ran: Ran | null): RunResult {
  if (none !== null) return { exit: null, stdout: '', stderr: '', failure: none };
  const status = /^\d{1,3}$/.test(exit?.words[2] ?? '') ? Number(exit?.words[2]) : null;
  if (out === null || status === null) throw brokenReply('nothing about a program that was run');
  const failure = failureOf(status, ran);
  return { exit: failure === null ? status : null, stdout: out.body, stderr: err?.body ?? '', failure };
}

/** A shell says 128 and the signal's number (POSIX XCU 2.8.2: more than 128). */
function failureOf(status: number, ran: Ran | null): string | null {
  if (ran !== null && ENDED_BY_TIMEOUT.has(status) && ran.tookMs >= ran.timeoutMs) return `timed out after ${ran.timeoutMs / 1000} s`;
  if (ran === null && status === 124) return 'timed out';
  const found = Object.entries(constants.signals).find(([, number]) => number === status - SIGNAL_BASE);
  return found?.[0] ?? null;
}
