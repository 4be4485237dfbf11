// Who reports on the domain each day, and what the gate makes of it: senders whose signatures prove them, and a forger who praises everything.
import type { StoredReport } from '../../src/model/tls-report.ts';
import { gatherEvidence } from '../../src/reports/gate/gate-evidence.ts';
import { judgeGate, type Demands } from '../../src/reports/gate/judge-gate.ts';
import { FROM_FILE, UNSIGNED } from '../../src/reports/trust/verify-signature.ts';
import type { World } from './_senders.ts';

/** As stsctl reports gate has them. */
const DEMANDS: Demands = { days: 14, organizations: 3 };
const DAY_MS = 86_400_000;

export interface Reporting {
  /** Nobody who reports writes to the domain until its mail hosts can be verified: the forger's reports are all there are. */
  readonly isQuiet: boolean;
  readonly countUnproved: boolean;
}

export class Reporters {
  readonly #reporting: Reporting;
  /** Those that a gate can still look at. */
  #reports: StoredReport[] = [];
  #reported = -DEMANDS.days - 2;

  constructor(reporting: Reporting) {
    this.#reporting = reporting;
  }

  /** Each day that is over, once. */
  report(day: number, { mx, verifiable }: World): void {
    const isVerifiable = mx.every((host) => verifiable.has(host));
    for (; this.#reported < Math.floor(day); this.#reported += 1) {
      for (const name of ['One', 'Two', 'Three']) this.#add(`Invented ${name}`, null, true);
      if (isVerifiable || !this.#reporting.isQuiet) for (const signer of ['google.com', 'microsoft.com', 'comcast.com']) this.#add(signer, signer, isVerifiable);
    }
    this.#reports = this.#reports.filter((each) => each.day >= dayText(day - DEMANDS.days - 2));
  }

  isEnough(day: number, domain: string, mx: readonly string[]): boolean {
    const window = { domain, mx, from: dayText(day - DEMANDS.days - 1), to: dayText(day - 2), countUnproved: this.#reporting.countUnproved };
    return judgeGate(gatherEvidence(this.#reports, window), DEMANDS).isReady;
  }

  #add(organization: string, signer: string | null, isGood: boolean): void {
    const policy = { type: 'sts', domain: 'example.com', strings: ['mode: testing'], mx: [], successful: isGood ? 9 : 0, failed: isGood ? 0 : 9, details: [] };
    const trust = signer === null ? UNSIGNED : { ...FROM_FILE, result: 'verified' as const, domain: signer, why: null };
    this.#reports.push({ organization, contact: null, reportId: '', start: '', end: '', day: dayText(this.#reported), policies: [policy], tolerated: [], id: '', received: '', trust, replaces: [], raw: [0, 0] });
  }
}

function dayText(day: number): string {
  return new Date(Math.floor(day) * DAY_MS).toISOString().slice(0, 10);
}
