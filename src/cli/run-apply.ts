// Wires apply to the host, to the check that proves it, and to the signals that end it.
import { randomBytes } from 'node:crypto';
import type { Finding } from '../model/finding.ts';
import type { Host } from '../model/host.ts';
import type { FetchPolicyStep, Plan, TestChallengeStep } from '../model/plan.ts';
import { apply, type ApplyOptions, type Outcome } from '../apply/apply.ts';
import { fetchChallenge } from '../check/fetch-challenge.ts';
import { checkDomain } from '../check/check-domain.ts';
import { untilServed } from '../check/until-served.ts';
import type { CommandContext } from './command-context.ts';
import { escapeLine } from './escape-text.ts';
import { formatStep } from './format-step.ts';
import { trustedRoots } from './trusted-roots.ts';

/** httpd re-reads its configuration in the background: ten seconds are plenty. */
const PATIENCE = { attempts: 20, pauseMs: 500 };
const FETCH_TIMEOUT_MS = 10_000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export async function runApply(context: CommandContext, host: Host, plan: Plan, undoes: ApplyOptions['undoes']): Promise<Outcome> {
  const { terminal, options } = context;
  const ca = await trustedRoots(options.caFile ?? plan.caFile);
  const interrupt = onSignals();
  const width = String(plan.steps.length).length;
  let count = 0;
  try {
    return await apply(plan, host, {
      now: new Date(),
      pid: process.pid,
      undoes,
      isInterrupted: interrupt.has,
      onStep(step) {
        count += 1;
        if (!terminal.isQuiet) terminal.err(`[${String(count).padStart(width)}/${plan.steps.length}] ${escapeLine(formatStep(step))}`);
      },
      newToken: () => randomBytes(24).toString('base64url'),
      fetchChallenge: (step, token) => untilServed(() => fetchToken(step, token, context), PATIENCE),
      fetchPolicy: (step) => untilServed(() => fetchStep(step, context, ca), PATIENCE),
    });
  } finally {
    interrupt.stop();
  }
}

function fetchStep(step: FetchPolicyStep, { options }: CommandContext, ca: readonly string[] | undefined): Promise<Finding[]> {
  const endpoints = options.connect === null ? step.connect.map((address) => ({ address, port: 443 })) : [options.connect];
  return checkDomain(step.policyHost, endpoints, { domain: step.domain, body: step.body }, { ca, timeoutMs: FETCH_TIMEOUT_MS });
}

/** With --connect the host is reached at other ports than 80 and 443: only --connect-http says where port 80 is. */
async function fetchToken({ policyHost, directory, connect }: TestChallengeStep, token: string, { options }: CommandContext): Promise<Finding[]> {
  if (options.connect !== null && options.connectHttp === null) return [];
  const endpoints = options.connectHttp === null ? connect.map((address) => ({ address, port: 80 })) : [options.connectHttp];
  const found = await Promise.all(endpoints.map((endpoint) => fetchChallenge({ policyHost, directory, token, timeoutMs: FETCH_TIMEOUT_MS, ...endpoint })));
  return found.flat();
}

/** The first signal ends the run between two steps and puts everything back; nothing is cut short. */
function onSignals() {
  let seen = false;
  const note = () => void (seen = true);
  for (const signal of SIGNALS) process.on(signal, note);
  return { has: () => seen, stop: () => SIGNALS.forEach((signal) => process.off(signal, note)) };
}
