// What comes in: bytes with a name for messages, or why there are none.

export interface Arrival {
  /** "-", a path, or a path and the number of the mail in it: "reports.mbox#3". */
  readonly name: string;
  readonly bytes: Buffer;
}

export interface Rejected {
  readonly name: string;
  readonly reason: RejectReason;
  /** Follows the name: "is larger than 67108864 bytes". */
  readonly problem: string;
}

export type RejectReason =
  /** A mail or file without a report in it. */
  | 'no-report'
  | 'too-large'
  | 'broken-gzip'
  | 'broken-mail'
  | 'broken-report'
  /** All its policies are of domains that are not ours. */
  | 'foreign-domain'
  | 'not-verified'
  | 'out-of-time'
  /** The file can't be read. */
  | 'unreadable';

export function isRejected(value: Arrival | Rejected): value is Rejected {
  return 'reason' in value;
}

/** A mail with its attachments encoded, or a file. */
export const MAX_ARRIVAL_BYTES = 64 * 1024 * 1024;

export function tooLarge(name: string): Rejected {
  return { name, reason: 'too-large', problem: `is larger than ${MAX_ARRIVAL_BYTES} bytes` };
}
