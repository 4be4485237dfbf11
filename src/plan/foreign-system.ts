// What stsctl knows is OpenBSD's: another system's httpd or acme-client of the same name is another program.
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Facts } from '../model/facts.ts';
import { unchangedOn } from './part.ts';

const OURS = 'OpenBSD';

export interface ForeignSystem {
  readonly diagnostics: readonly Diagnostic[];
  /** Part of the plan, so of the journal. */
  readonly notes: readonly string[];
}

/** Refused unless forced; a tree runs nothing. */
export function foreignSystem(facts: Facts, isForced: boolean): ForeignSystem {
  const { system, host, reach } = facts;
  if (system === null || system === OURS) return { diagnostics: [], notes: [] };
  const message = `${host} runs ${system === '' ? 'no system that uname(1) names' : system}, not ${OURS}`;
  if (isForced) return { diagnostics: [], notes: [`${message}; --force goes on all the same`] };
  const next = reach === null ? 'run stsctl on an OpenBSD host, or rehearse in a tree: stsctl plan --root DIR' : `see what [host ${host}] leads to; if it is right all the same: stsctl plan --force`;
  return { diagnostics: [{ code: 'host-not-openbsd', message, unchanged: unchangedOn(facts), next }], notes: [] };
}
