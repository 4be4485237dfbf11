// The verdict on one domain of the configuration, from the store.
import type { DomainConfig } from '../model/config.ts';
import { gatherEvidence } from '../reports/gate/gate-evidence.ts';
import { judgeGate, type Demands, type Verdict } from '../reports/gate/judge-gate.ts';
import { readStored } from '../reports/store/read-stored.ts';
import { monthsWithin, type Selection } from '../reports/summary/summarize.ts';
import type { StoredReport } from '../model/tls-report.ts';
import { dayBefore } from './reports-selection.ts';

/** Two weeks have every day of the week twice; three senders are more than one operator's mistake. */
export const DEMANDS: Demands = { days: 14, organizations: 3 };

export function gateVerdict(directory: string, { domain, policy }: DomainConfig, demands: Demands, countUnproved: boolean, now = new Date()): Verdict {
  // RFC 8460 4.1: reports of a day come on the next one, so yesterday's may still be under way.
  const window = { domain, mx: policy.mx, from: dayBefore(now, demands.days + 1), to: dayBefore(now, 2), countUnproved };
  return judgeGate(gatherEvidence(reportsWithin(directory, window), window), demands);
}

function* reportsWithin(directory: string, selection: Selection): Generator<StoredReport> {
  for (const month of monthsWithin(directory, selection)) for (const { report } of readStored(directory, month)) yield report;
}
