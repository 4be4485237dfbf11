// Facts and wishes become a plan; no step does anything yet, and nothing is asked of the world.
import type { Desired, DesiredDomain } from '../model/desired.ts';
import type { Result } from '../model/diagnostic.ts';
import type { Facts } from '../model/facts.ts';
import type { Plan, Step } from '../model/plan.ts';
import { certificatePaths } from './certificate-paths.ts';
import type { Part } from './part.ts';
import { planAcmeClientConf, readAcmeClientConf } from './plan-acme-client-conf.ts';
import { planCertificates } from './plan-certificates.ts';
import { planCrontab } from './plan-crontab.ts';
import { daemonStep, planDaemon } from './plan-daemon.ts';
import { planDirectories } from './plan-directories.ts';
import { planFetch } from './plan-fetch.ts';
import { planHttpdConf } from './plan-httpd-conf.ts';
import { planPolicyFiles } from './plan-policy-files.ts';
import { missingPrograms, splitByPrograms } from './split-by-programs.ts';

export interface PlanOptions {
  /** Take over hand-made servers that bear a policy host's name. */
  readonly adopt: boolean;
}

/** The order is DESIGN.md part 2: what can be refused first, what can't be undone last. */
export function plan(desired: Desired, facts: Facts, { adopt }: PlanOptions): Result<Plan> {
  const acme = readAcmeClientConf(facts);
  const paths = certificatePaths(desired, acme.conf);
  const policies = planPolicyFiles(desired, facts);
  const servers = planHttpdConf(desired, facts, paths, adopt);
  const handles = acme.diagnostics.length > 0 ? { steps: [], notes: [], diagnostics: acme.diagnostics } : planAcmeClientConf(desired, facts, acme.conf);
  const renewal = planCrontab(desired, facts, paths);
  const parts: Part[] = [policies, servers, handles, renewal];
  const diagnostics = [...missingPrograms(facts), ...parts.flatMap((part) => part.diagnostics)];
  if (diagnostics.length > 0) return { ok: false, diagnostics };

  const issues = planCertificates(desired, facts, paths);
  const daemon = planDaemon(facts, servers.steps.length > 0);
  const started = daemon.some(({ action }) => action === 'start');
  const issued = new Set(issues.map(({ handle }) => handle));
  const written = new Set(policies.steps.map((step) => ('path' in step ? step.path : '')));
  const touched = (each: DesiredDomain) =>
    started || servers.changed.has(each.policyHost) || issued.has(paths.of(each.policyHost).handle) || written.has(each.policyFile.path);
  const work: Step[] = [
    ...policies.steps,
    ...servers.steps,
    ...daemon,
    ...handles.steps,
    ...issues,
    ...(issues.length > 0 ? [daemonStep('reload', 'httpd loads the new certificates')] : []),
    ...planFetch(desired.domains.filter(touched), facts),
    ...renewal.steps,
  ];
  const steps = [...planDirectories(work, facts), ...work];
  const notes = parts.flatMap((part) => part.notes);
  if (steps.length > 0) notes.push(...desired.domains.filter(({ domain, shown }) => domain !== shown).map(({ domain, shown }) => `${shown} is ${domain} to the world`));
  return {
    ok: true,
    value: { version: 1, host: facts.host, root: facts.root, ...splitByPrograms(steps, facts), notes, caFile: desired.acme.caFile },
    warnings: [],
  };
}
