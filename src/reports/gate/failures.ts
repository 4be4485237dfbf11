// What failed within the window, by type and host: whoever says so, since enforce would keep that mail back.
import { matchesMx } from '../../formats/mta-sts/matches-mx.ts';
import { resultType, type ResultFamily } from '../../formats/tls-report/result-types.ts';
import type { ReportedPolicy, StoredReport } from '../../model/tls-report.ts';

export interface Failure {
  readonly type: string;
  readonly mx: string | null;
  readonly sessions: number;
  readonly lastDay: string;
  readonly organizations: readonly string[];
  /** Whether a signature proves one of the reports that tell of it. */
  readonly isProved: boolean;
  /** False for a host that the policy does not name: there enforce keeps mail from it by design. */
  readonly isOurs: boolean;
}

/** DANE has its own rules (RFC 8461 2): its failures say nothing of this policy. */
const NOT_OURS: ReadonlySet<ResultFamily> = new Set(['dane']);

export class Failures {
  readonly #found = new Map<string, Failure>();
  readonly #mx: readonly string[];

  /** Patterns of the policy. */
  constructor(mx: readonly string[]) {
    this.#mx = mx;
  }

  add({ day, organization, trust }: StoredReport, policy: ReportedPolicy): void {
    for (const { type, mx = null, sessions } of detailsOf(policy)) {
      if (NOT_OURS.has(resultType(type).family)) continue;
      const key = `${type} ${mx}`;
      const before = this.#found.get(key) ?? { type, mx, sessions: 0, lastDay: day, organizations: [], isProved: false, isOurs: mx === null || this.#mx.some((pattern) => matchesMx(pattern, mx)) };
      const organizations = before.organizations.includes(organization) ? before.organizations : [...before.organizations, organization];
      this.#found.set(key, { ...before, sessions: before.sessions + sessions, lastDay: day > before.lastDay ? day : before.lastDay, organizations, isProved: before.isProved || trust.result === 'verified' });
    }
  }

  sorted(): Failure[] {
    return [...this.#found.values()].sort((a, b) => b.sessions - a.sessions || (a.type < b.type ? -1 : 1));
  }
}

/** Failed sessions that no detail speaks of are failures all the same. */
function detailsOf({ failed, details }: ReportedPolicy): readonly { readonly type: string; readonly mx?: string | undefined; readonly sessions: number }[] {
  return details.length === 0 && failed > 0 ? [{ type: 'unexplained', mx: undefined, sessions: failed }] : details;
}
