// What senders could see of a domain over time: the ledger of /var/db/stsctl/ledger, and one look at the present.
import type { Bytes } from './bytes.ts';

interface EventBase {
  /** When it was seen; it may have been so before. */
  readonly at: Date;
  /** Lower-case A-labels. */
  readonly domain: string;
}

/** From now on this policy is what a sender fetches. */
export interface ServedEvent extends EventBase {
  readonly event: 'served';
  readonly policy: Bytes;
}

/** The policy host serves nothing any more. */
export interface GoneEvent extends EventBase {
  readonly event: 'gone';
}

/** The _mta-sts record as a resolver gives it. */
export interface RecordEvent extends EventBase {
  readonly event: 'record';
  /** Null: there is none that senders take. */
  readonly id: string | null;
  readonly ttlSeconds: number;
}

/** The MX records as a resolver gives them. */
export interface MxEvent extends EventBase {
  readonly event: 'mx';
  /** Lower-case, sorted. */
  readonly hosts: readonly string[];
  readonly ttlSeconds: number;
}

/** What somebody asked for that takes days; nothing else tells that it is wanted. */
export interface WalkEvent extends EventBase {
  readonly event: 'walk';
  readonly walk: Walk;
  readonly state: 'begun' | 'ended';
}

export type Walk = { readonly kind: 'mx-add' | 'mx-remove'; readonly host: string } | { readonly kind: 'retire' };

export type LedgerEvent = ServedEvent | GoneEvent | RecordEvent | MxEvent | WalkEvent;

export interface Ledger {
  /** In file order. */
  readonly events: readonly LedgerEvent[];
  /** Lines that can't be read, from 1: what they said is not known. */
  readonly damaged: readonly number[];
}

/** What a sender would see of a domain now; null for what can't be seen from here. */
export interface Sighting {
  readonly at: Date;
  readonly domain: string;
  /** Only of a policy that senders take. */
  readonly served: Bytes | null;
  /** Its addresses serve different policies; left out where they do not. */
  readonly isDivided?: boolean;
  readonly record: { readonly id: string | null; readonly ttlSeconds: number } | null;
  readonly mx: { readonly hosts: readonly string[]; readonly ttlSeconds: number } | null;
}
