// Wires apply to the host, to the check that proves it, and to the signals that end it.
import { randomBytes } from 'node:crypto';
import type { Finding } from '../model/finding.ts';
import type { Host } from '../model/host.ts';
import type { FetchPolicyStep, Plan } from '../model/plan.ts';
import { apply } from '../apply/apply.ts';
import type { ApplyOptions, Outcome } from '../apply/apply-options.ts';
import { checkDomain } from '../check/check-domain.ts';
import { PATIENCE, untilServed } from '../check/until-served.ts';
import { lookWithCertificate } from './certificate-on-disk.ts';
import type { CommandContext } from './command-context.ts';
import { escapeLine } from './escape-text.ts';
import { formatStep } from './format-step.ts';
import { onSignals } from './on-signals.ts';
import { testChallenge } from './test-challenge.ts';
import { trustedRoots } from './trusted-roots.ts';

const FETCH_TIMEOUT_MS = 10_000;
const NOTHING = async (): Promise<void> => undefined;

export async function runApply(context: CommandContext, host: Host, plan: Plan, { undoes = null, record = NOTHING }: Partial<Pick<ApplyOptions, 'undoes' | 'record'>> = {}): Promise<Outcome> {
  const { terminal, options } = context;
  const ca = await trustedRoots(options.caFile ?? plan.caFile);
  const interrupt = onSignals();
  const width = String(plan.steps.length).length;
  let count = 0;
  try {
    return await apply(plan, host, {
      now: new Date(),
      undoes,
      record,
      isInterrupted: interrupt.has,
      onStep(step) {
        count += 1;
        terminal.stage(`[${String(count).padStart(width)}/${plan.steps.length}] ${escapeLine(formatStep(step))}`);
      },
      newToken: () => randomBytes(24).toString('base64url'),
      fetchChallenge: (step, token) => testChallenge(step, token, host, options),
      fetchPolicy: (step) => untilServed(() => fetchStep(step, plan, host, context, ca), PATIENCE),
    });
  } finally {
    interrupt.stop();
  }
}

function fetchStep(step: FetchPolicyStep, { certificates }: Plan, host: Host, { options }: CommandContext, ca: readonly string[] | undefined): Promise<readonly Finding[]> {
  const endpoints = options.connect === null ? step.connect.map((address) => ({ address, port: 443 })) : [options.connect];
  return lookWithCertificate(host, step.certificate, certificates, (certificate) =>
    checkDomain(step.policyHost, endpoints, { domain: step.domain, body: step.body, certificate }, { ca, timeoutMs: FETCH_TIMEOUT_MS }),
  );
}
