// The record of an apply on the host, written ahead of each action.
import type { Plan } from './plan.ts';

export type JournalEvent =
  /** The step is about to be done. */
  | { readonly event: 'begin'; readonly step: number }
  | { readonly event: 'done'; readonly step: number }
  | { readonly event: 'undone'; readonly step: number }
  /** The step's withdrawal for that handle is about to be made. */
  | { readonly event: 'withdrawn'; readonly step: number; readonly handle: string }
  /** Nothing more will happen: everything done, or everything put back. */
  | { readonly event: 'end'; readonly outcome: 'applied' | 'put-back' | 'incomplete' };

export interface Journal {
  /** UTC start, sortable: "20261124T101500Z", with "-2" for a second one in that second. */
  readonly id: string;
  readonly plan: Plan;
  /** The journal this one rolls back, null for an apply. */
  readonly undoes: string | null;
  readonly events: readonly JournalEvent[];
}
