// Gate before harm: what a plan would publish is held against DNS and the mail hosts before anything is done.
import type { Finding } from '../model/finding.ts';
import type { HeldDomain, Plan, Publication } from '../model/plan.ts';
import { askGate } from '../check/gate.ts';
import { listed } from '../check/found.ts';
import { parsePolicy } from '../formats/mta-sts/parse-policy.ts';
import type { CommandContext } from './command-context.ts';
import { trustedRoots } from './trusted-roots.ts';
import { whileWorking } from './while-working.ts';

export interface Gated {
  /** None with --force. */
  readonly held: readonly HeldDomain[];
  /** What could not be looked at, and what is forced: for the plan, and so for the journal. */
  readonly notes: readonly string[];
}

const OPEN: Gated = { held: [], notes: [] };

/** Reasons told of one domain. */
const MOST = 3;

export async function gate(publications: readonly Publication[], caFile: string | null, { options, remote, terminal }: CommandContext, goOn: (domain: string) => string): Promise<Gated> {
  if (publications.length === 0) return OPEN;
  const ca = await trustedRoots(options.caFile ?? caFile);
  const { resolver, smtpPort, allowPrivate } = options;
  const { harm, notes } = await whileWorking(terminal, 'plan', (say) => {
    say(`asking DNS and the mail hosts of ${publications.length} domains whether mail would be lost`);
    return askGate(publications, { resolvers: resolver === null ? null : [resolver], allowPrivate, smtpPort, ca }, new Date());
  });
  if (options.force) return { held: [], notes: [...notes, ...[...harm].map(([domain, findings]) => `forced: ${domain} is published though ${reasons(findings)}`)] };
  const host = remote?.name ?? 'this host';
  return { held: [...harm].map(([domain, findings]) => refusal(domain, findings, host, goOn(domain))), notes };
}

/** What a saved plan would publish: whatever it fetches at its end. */
export function savedPublications({ steps }: Plan): Publication[] {
  const before = new Map(steps.flatMap((step) => (step.kind === 'write-file' && step.after !== null ? [[step.after.content, step.before?.content ?? null] as const] : [])));
  return steps.flatMap((step) => {
    const policy = step.kind === 'fetch-policy' ? parsePolicy(step.body).policy : null;
    if (step.kind !== 'fetch-policy' || policy === null) return [];
    return [{ domain: step.domain, policy, before: parsePolicy(before.get(step.body) ?? '').policy }];
  });
}

function refusal(domain: string, findings: readonly Finding[], host: string, goOn: string): HeldDomain {
  const [first] = findings;
  return { domain, code: 'policy-loses-mail', message: `${domain} is held back, since mail would be lost: ${reasons(findings)}`, unchanged: `everything of ${domain} on ${host}`, next: `${first?.next ?? ''}; then: ${goOn}` };
}

function reasons(findings: readonly Finding[]): string {
  return listed([...new Set(findings.map(({ where, message, clause }) => `${where === null ? '' : `${where}: `}${message} (${clause})`))], MOST);
}
