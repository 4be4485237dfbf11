// Where a domain stands: what is wanted, what is seen, what was.
import type { Bytes } from '../model/bytes.ts';
import type { Policy } from '../model/config.ts';
import type { LedgerEvent, Sighting } from '../model/ledger.ts';

export interface Situation {
  readonly domain: string;
  /** As stsctl.conf has it. */
  readonly wanted: Wanted;
  readonly sighting: Sighting;
  /** Of this domain alone, with what the sighting adds. */
  readonly events: readonly LedgerEvent[];
  readonly now: Date;
}

export interface Wanted {
  readonly policy: Policy;
  readonly text: Bytes;
  readonly id: string;
}

/** The one thing that comes next. */
export interface Next {
  readonly kind:
    /** stsctl.conf is to say something else. */
    | 'configure'
    /** The policy of stsctl.conf is to be served. */
    | 'apply'
    /** The _mta-sts record is to be replaced, or taken away. */
    | 'publish'
    | 'withdraw'
    /** The MX records are to get a host, or to lose one. */
    | 'add-mx'
    | 'drop-mx'
    | 'wait'
    /** DNS or the policy host can't be seen from here. */
    | 'look'
    /** What was asked for would lose mail. */
    | 'refuse'
    /** Everything of the domain is to leave the host. */
    | 'remove'
    | 'done';
  readonly message: string;
  /** What to do, or what it waits for. */
  readonly todo: string;
  readonly until: Date | null;
}

export function next(kind: Next['kind'], message: string, todo: string, until: Date | null = null): Next {
  return { kind, message, todo, until };
}
