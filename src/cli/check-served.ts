// Between two batches: does a sender get every policy from this host?
import type { Diagnostic } from '../model/diagnostic.ts';
import { Failure } from '../model/failure.ts';
import type { Finding } from '../model/finding.ts';
import { checkDomain } from '../check/check-domain.ts';
import { PATIENCE, untilServed } from '../check/until-served.ts';
import { gatherFacts } from '../facts/gather-facts.ts';
import { planServed } from '../plan/plan-served.ts';
import type { CommandContext } from './command-context.ts';
import { hostOf } from './host-of.ts';
import { loadDesired } from './load-desired.ts';
import { trustedRoots } from './trusted-roots.ts';

const FETCH_TIMEOUT_MS = 10_000;

/** Throws Failure with what a sender would find; 0 when there is nothing. */
export async function checkServed(context: CommandContext): Promise<number> {
  const { options, operands } = context;
  const host = hostOf(context);
  const desired = await loadDesired(context);
  const served = planServed(desired, await gatherFacts(desired, host));
  const ca = await trustedRoots(options.caFile ?? desired.acme.caFile);
  const look = async () => {
    const found = served.map(({ domain: { domain, policyHost, policyFile }, connect }) => {
      const endpoints = options.connect === null ? connect.map((address) => ({ address, port: 443 })) : [options.connect];
      // A saved plan may be of another configuration.
      const body = operands.length === 0 ? policyFile.content : null;
      return checkDomain(policyHost, endpoints, { domain, body, certificate: null }, { ca, timeoutMs: FETCH_TIMEOUT_MS });
    });
    return (await Promise.all(found)).flat();
  };
  const findings = await untilServed(look, PATIENCE);
  if (findings.length > 0) throw new Failure(findings.map((each) => notServed(each, host.name)));
  return 0;
}

function notServed({ domain, where, message, next }: Finding, host: string): Diagnostic {
  return { code: 'apply-not-served', message: `${domain} after the apply: ${where === null ? '' : `${where}: `}${message}`, unchanged: `what was applied on ${host} stands`, next: `${next}, or: stsctl rollback` };
}
