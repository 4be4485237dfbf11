// stsctl renew: for cron. Silent when all is well; on trouble a report made to be mailed, and exit 1.
import type { Desired } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { Failure } from '../model/failure.ts';
import type { Finding } from '../model/finding.ts';
import { HostError, type Host } from '../model/host.ts';
import type { Renewal, RenewalPlan } from '../model/renewal.ts';
import { cannotWrite } from '../apply/failure-of.ts';
import { refuseHeld, takeLock, type Lock } from '../apply/lock.ts';
import { checkDomain } from '../check/check-domain.ts';
import type { OnDisk } from '../check/judge-fetched.ts';
import { PATIENCE, untilServed } from '../check/until-served.ts';
import { gatherFacts } from '../facts/gather-facts.ts';
import { bareRenewal, planRenewal } from '../plan/plan-renewal.ts';
import { renew, type RenewMeans } from '../renew/renew.ts';
import { lookWithCertificate } from './certificate-on-disk.ts';
import type { CommandContext } from './command-context.ts';
import { loadDesired } from './load-desired.ts';
import { hostOf } from './host-of.ts';
import { previewRenewal } from './preview-renewal.ts';
import { hasTrouble, printRenewal, renewalAsJson } from './print-renewal.ts';
import { requireRoot } from './require-root.ts';
import { onSignals } from './on-signals.ts';
import { trustedRoots } from './trusted-roots.ts';
import { whileWorking } from './while-working.ts';

const FETCH_TIMEOUT_MS = 10_000;
/** What is about the certificate; whether the policy is the configured one is for check(8) to say. */
const ABOUT_CERTIFICATES = new Set<Finding['code']>(['policy-unreachable', 'policy-tls', 'policy-slow', 'policy-certificate', 'policy-certificate-old']);

export async function commandRenew(context: CommandContext): Promise<number> {
  const { terminal, options } = context;
  const desired = await loadDesired(context);
  const host = hostOf(context);
  const doubts: Diagnostic[] = [];
  const ca = await trustedRoots(options.caFile ?? desired.acme.caFile).catch((error: unknown) => inDoubt(error, doubts, undefined));
  const plan = await planned(desired, host).catch((error: unknown) => inDoubt(error, doubts, bareRenewal(desired, host.reach)));
  doubts.push(...plan.doubts);
  const { certificates } = plan;
  const look = (renewal: Renewal, patiently: boolean) => lookAt(renewal, { certificates, patiently, host, context, ca });
  if (options.dryRun) return previewRenewal(context, plan, host, look);
  requireRoot(host, 'renew');
  const outcome = { ...(await whileWorking(terminal, 'renew', (say) => underLock(host, plan, look, doubts, say))), doubts };
  if (options.json) terminal.out(renewalAsJson(outcome));
  else printRenewal(terminal, outcome, host);
  return hasTrouble(outcome) ? 1 : 0;
}

async function planned(desired: Desired, host: Host): Promise<RenewalPlan> {
  const result = planRenewal(desired, await gatherFacts(desired, host));
  if (!result.ok) throw new Failure(result.diagnostics);
  return result.value;
}

/** What is wrong elsewhere on the host is told, and keeps no certificate from renewal. */
function inDoubt<T>(error: unknown, doubts: Diagnostic[], instead: T): T {
  if (!(error instanceof Failure)) throw error;
  doubts.push(...error.diagnostics);
  return instead;
}

async function underLock(host: Host, plan: RenewalPlan, look: RenewMeans['look'], doubts: Diagnostic[], say: (stage: string) => void) {
  const lock = await takeLock(host, new Date()).catch((error: unknown) => withoutLock(error, host, doubts));
  const interrupt = onSignals();
  try {
    return await renew(plan, { host, now: () => new Date(), look, onHandle: ({ handle }) => say(`acme-client ${handle}`), isInterrupted: interrupt.has });
  } finally {
    interrupt.stop();
    await lock.release().catch(() => undefined);
  }
}

/** A certificate must not expire because /var is full; a run that holds the lock keeps this one out all the same. */
async function withoutLock(error: unknown, host: Host, doubts: Diagnostic[]): Promise<Lock> {
  if (!(error instanceof HostError)) throw error;
  await refuseHeld(host).catch((each: unknown) => {
    throw each instanceof HostError ? new Failure([cannotWrite(each, host, 'renew')]) : each;
  });
  const diagnostic = cannotWrite(error, host, 'renew');
  doubts.push({ ...diagnostic, message: `${diagnostic.message}; renewed without a lock` });
  return { release: async () => undefined };
}

interface Looking {
  readonly certificates: readonly string[];
  readonly patiently: boolean;
  readonly host: Host;
  readonly context: CommandContext;
  readonly ca: readonly string[] | undefined;
}

function lookAt({ certificate, served }: Renewal, { certificates, patiently, host, context, ca }: Looking): Promise<readonly Finding[]> {
  const { connect: fixed } = context.options;
  const look = async (onDisk: OnDisk | null) => {
    const found = await Promise.all(
      served.map(({ domain, policyHost, connect }) => {
        const endpoints = fixed === null ? connect.map((address) => ({ address, port: 443 })) : [fixed];
        return checkDomain(policyHost, endpoints, { domain, body: null, certificate: onDisk }, { ca, timeoutMs: FETCH_TIMEOUT_MS });
      }),
    );
    return found.flat().filter(({ code }) => ABOUT_CERTIFICATES.has(code));
  };
  const once = () => lookWithCertificate(host, certificate, certificates, look);
  return patiently ? untilServed(once, PATIENCE) : once();
}
