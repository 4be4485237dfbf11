// stsctl dns --zone: the records into a zone file, reloaded, and seen at its name servers. Exit 0 answered, 2 something is left.
import { resolve } from 'node:path';
import type { Desired, DesiredDomain } from '../model/desired.ts';
import { Failure } from '../model/failure.ts';
import type { Host } from '../model/host.ts';
import type { Plan } from '../model/plan.ts';
import { gatherZoneFacts } from '../facts/gather-zone-facts.ts';
import { planZone, type ZonePlan } from '../plan/zone/plan-zone.ts';
import { chosenDomains } from './chosen-domains.ts';
import type { CommandContext } from './command-context.ts';
import { hostOf } from './host-of.ts';
import { loadDesired } from './load-desired.ts';
import { policyFaults } from './policy-faults.ts';
import { printDiagnostics } from './print-diagnostic.ts';
import { printPlan } from './print-plan.ts';
import { requireRoot } from './require-root.ts';
import { runApply } from './run-apply.ts';
import { seeZoneServed } from './see-zone-served.ts';

export async function editZone(context: CommandContext, file: string): Promise<number> {
  const { terminal, options, operands } = context;
  const host = hostOf(context);
  const desired = await loadDesired(context);
  const domains = zoneDomains(desired.domains, operands, file);
  const { zonePlan, withheld } = await planFor(context, host, file, { ...desired, domains });
  const plan = asPlan(zonePlan, host, desired);
  if (plan.steps.length > 0 && !terminal.isQuiet) printPlan(terminal, plan);
  if (withheld.length > 0) printDiagnostics(terminal, withheld);
  const rest = withheld.length > 0 ? 2 : 0;
  if (plan.steps.length === 0) return rest;
  if (options.dryRun) return 2;
  requireRoot(host, `dns --zone ${file}`);
  await runApply(context, host, plan).catch((error: unknown) => again(error, file));
  if (!zonePlan.isServed) return 2;
  const announced = domains.filter(({ domain }) => zonePlan.announced.includes(domain));
  return (await seeZoneServed(context, zonePlan, new Map(announced.map(({ domain, policyId }) => [domain, policyId])))) ? rest : 2;
}

/** Those that stsctl.conf gives this file; without any, all that may be in its zone. */
function zoneDomains(all: readonly DesiredDomain[], names: readonly string[], file: string): readonly DesiredDomain[] {
  if (names.length > 0) return chosenDomains(all, names);
  const own = all.filter(({ zone }) => zone !== null && resolve(zone) === file);
  if (own.length > 0 || all.length === 1) return own.length > 0 ? own : all;
  throw new Failure([
    { code: 'usage', message: `no domain of the configuration says zone = ${file}`, unchanged: 'everything', next: `say zone = ${file} in [domain NAME], or name the domains: stsctl dns --zone ${file} DOMAIN` },
  ]);
}

/** The id of a domain changes only once a sender gets the policy that it stands for (RFC 8461 8.1). */
async function planFor(context: CommandContext, host: Host, file: string, desired: Desired) {
  const { domains } = desired;
  const facts = await gatherZoneFacts(file, domains.map(({ domain }) => domain), host);
  if (facts === null) throw new Failure([{ code: 'zone-missing', place: { file }, message: `there is no such file on ${host.name}`, unchanged: `every file on ${host.name}`, next: 'name the master file of the zone; nsd.conf(5) has it as zonefile' }]);
  const now = new Date();
  const planned = (withheld: ReadonlySet<string>): ZonePlan => {
    const result = planZone(facts, domains, { now, withheld });
    if (!result.ok) throw new Failure(result.diagnostics);
    return result.value;
  };
  const whole = planned(new Set());
  const faults = await policyFaults(context, { ...desired, domains: domains.filter(({ domain }) => whole.announced.includes(domain)) }, file);
  return { zonePlan: faults.size === 0 ? whole : planned(new Set(faults.keys())), withheld: [...faults.values()] };
}

function asPlan({ steps, notes }: ZonePlan, { name, root }: Host, { acme }: Desired): Plan {
  return { version: 1, host: name, root, steps, left: [], notes, caFile: acme.caFile, certificates: [] };
}

/** What apply says to do next is for its own plans. */
function again(error: unknown, file: string): never {
  if (!(error instanceof Failure)) throw error;
  const command = `stsctl dns --zone ${file}`;
  throw new Failure(error.diagnostics.map((each) => ({ ...each, next: each.next.replace(/stsctl plan, read it again, then: stsctl apply|stsctl (?:plan|apply)\b/g, command) })), error.exit);
}
