// Facts and wishes become a plan; no step does anything yet, and nothing is asked of the world.
import type { AcmeClientConf } from '../model/acme-client-conf.ts';
import type { Desired, DesiredDomain } from '../model/desired.ts';
import type { Diagnostic, Result } from '../model/diagnostic.ts';
import type { Facts } from '../model/facts.ts';
import type { HttpdConf } from '../model/httpd-conf.ts';
import type { Plan, Publication, RestartStep, Step } from '../model/plan.ts';
import { clockNote } from '../formats/clock-note.ts';
import { AnsweringServers } from '../formats/httpd-conf/answering-server.ts';
import { adoptServers } from './adoption.ts';
import { brokenPairs } from './broken-pairs.ts';
import { certificatePaths, type CertificatePaths } from './certificate-paths.ts';
import { holdBack, publicationsOf, servedBy } from './hold-back.ts';
import type { World } from './kept-servers.ts';
import { withKeptPolicyFiles } from './kept-policy-files.ts';
import { unchangedOn, type Part } from './part.ts';
import { foreignSystem } from './foreign-system.ts';
import { planAcmeClientConf } from './plan-acme-client-conf.ts';
import { planCertificates, planChallengeTests } from './plan-certificates.ts';
import { planCrontab } from './plan-crontab.ts';
import { daemonStep, planDaemon, wasInterrupted } from './plan-daemon.ts';
import { planDirectories, wrongDirectories } from './plan-directories.ts';
import { planFetch, withoutAddress } from './plan-fetch.ts';
import { planHttpdConf, type HttpdConfPart } from './plan-httpd-conf.ts';
import { planPolicyFiles } from './plan-policy-files.ts';
import { readAcmeClientConf } from './read-acme-client-conf.ts';
import { readHttpdConf, type ReadHttpdConf } from './read-httpd-conf.ts';
import { reportDeliveryNotes } from './report-delivery-notes.ts';
import { servedCertificates } from './served-certificates.ts';
import { missingPrograms, splitByPrograms } from './split-by-programs.ts';
import { unsafeDirectories } from './unsafe-directories.ts';

export interface PlanOptions {
  /** Keep hand-made servers that serve a policy host already, replace those of its name that do not. */
  readonly adopt: boolean;
  /** Go on where the host does not run OpenBSD. */
  readonly force: boolean;
  /** Certificates expire by it. */
  readonly now: Date;
  /** It is proved that httpd has read what an interrupted run has written. */
  readonly isRead?: boolean;
  /** Domains whose policy is not to be published now. */
  readonly held?: ReadonlySet<string>;
}

const NOBODY: ReadonlySet<string> = new Set();

/** The order is DESIGN.md part 2: what can be refused first, what can't be undone last. */
export function plan(all: Desired, facts: Facts, { adopt, force, now, isRead = false, held = NOBODY }: PlanOptions): Result<Plan> {
  const foreign = foreignSystem(facts, force);
  if (foreign.diagnostics.length > 0) return { ok: false, diagnostics: foreign.diagnostics };
  const acme = readAcmeClientConf(all, facts);
  const web = readHttpdConf(facts);
  const unreadable = [...missingPrograms(facts), ...web.diagnostics, ...acme.diagnostics];
  if (unreadable.length > 0) return { ok: false, diagnostics: unreadable };
  const { conf } = web.verdict;
  const world = worldOf(web, acme.conf, facts);
  const { desired: wished, notes: waiting } = holdBack(held.size === 0 ? all : placed(all, web, world, adopt), held, servedBy(web.blocks), facts);
  const adoption = adoptServers(wished, web.blocks, world, adopt);
  const paths = certificatePaths(wished, acme.conf, adoption);
  const { desired, diagnostics: conflicts } = withKeptPolicyFiles(wished, adoption, facts);

  const policies = planPolicyFiles(desired, facts);
  const servers = planHttpdConf(desired, facts, web, adoption, paths, new Set(all.domains.map(({ policyHost }) => policyHost)));
  const handles = planAcmeClientConf(desired, facts, acme.conf, adoption, web.blocks.foreign, waitingHosts(all, desired));
  const renewal = planCrontab(desired, facts, paths);
  const certificates = planCertificates(desired, facts, paths, now);
  const parts: Part[] = [policies, servers, handles, renewal];
  const written = parts.flatMap((part) => part.steps);
  const diagnostics = [...withoutAddress(desired, facts), ...wrongDirectories(written, facts), ...unsafeDirectories(written, facts), ...conflicts, ...parts.flatMap((part) => part.diagnostics), ...certificates.diagnostics];
  if (diagnostics.length > 0) return { ok: false, diagnostics };

  const daemon = planDaemon(facts, servers.steps.length > 0, isRead);
  const reloads = daemon.some(({ action }) => action !== 'enable') || certificates.issued.size > 0;
  const deadly = reloads ? deadlyPairs(conf, facts, certificates.setAside) : [];
  if (deadly.length > 0) return { ok: false, diagnostics: deadly };
  const touched = touchedDomains(desired, { areAll: wasInterrupted(facts) || daemon.some(({ action }) => action === 'start'), servers, policies, issued: certificates.issued, paths });
  const work: Step[] = [
    ...certificates.modes,
    ...policies.steps,
    ...servers.steps,
    ...daemon,
    ...handles.steps,
    ...planChallengeTests(desired, facts, paths, adoption, certificates.issued),
    ...certificates.steps,
    ...(certificates.issued.size > 0 ? [daemonStep('reload', 'httpd loads the new certificates')] : []),
    ...planFetch(touched, facts, paths, adoption),
    ...restartSteps(desired, acme.conf, certificates.issued),
    ...renewal.steps,
  ];
  const split = splitByPrograms(work, facts);
  const steps = [...planDirectories(split.steps, facts), ...split.steps];
  const notes = [...(steps.length > 0 ? foreign.notes : []), ...clockNotes(facts), ...waiting, ...parts.flatMap((part) => part.notes), ...certificates.notes, ...reportDeliveryNotes(facts), ...(steps.length > 0 ? shownNames(desired) : [])];
  return { ok: true, value: { version: 1, host: facts.host, root: facts.root, steps, left: split.left, notes, caFile: desired.acme.caFile, certificates: steps.length === 0 ? [] : servedCertificates(desired, conf, paths) }, warnings: [] };
}

/** What a plan would have senders see that they do not see yet: to be asked before, so that `held` can keep it back. */
export function publications(desired: Desired, facts: Facts, adopt: boolean): Publication[] {
  const web = readHttpdConf(facts);
  const world = worldOf(web, readAcmeClientConf(desired, facts).conf, facts);
  return publicationsOf(placed(desired, web, world, adopt), servedBy(web.blocks), facts);
}

function worldOf({ verdict: { conf }, blocks }: ReadHttpdConf, acme: AcmeClientConf, facts: Facts): World {
  return { conf, answering: new AnsweringServers(conf), acme, facts, ours: new Set(blocks.ours.map(({ server }) => server)) };
}

/** With each policy file where it is served from. */
function placed(desired: Desired, web: ReadHttpdConf, world: World, adopt: boolean): Desired {
  return withKeptPolicyFiles(desired, adoptServers(desired, web.blocks, world, adopt), world.facts).desired;
}

/** Policy hosts of domains that are configured and left out for now. */
function waitingHosts(all: Desired, { domains }: Desired): Set<string> {
  const planned = new Set(domains.map(({ policyHost }) => policyHost));
  return new Set(all.domains.map(({ policyHost }) => policyHost).filter((host) => !planned.has(host)));
}

/** As the renewal does when a certificate changes that services may have read already; after the proof, since they can't be taken back. */
function restartSteps({ acme }: Desired, { domains }: AcmeClientConf, issued: ReadonlySet<string>): RestartStep[] {
  if (!domains.some(({ handle }) => issued.has(handle))) return [];
  return acme.alsoRestart.map((service) => ({ kind: 'restart-service', service, reason: 'it reads the new certificate only when it starts (also_restart)' }));
}

/** Not ours to mend: after the reload nothing on that port would be served over TLS. */
function deadlyPairs(conf: HttpdConf, facts: Facts, setAside: ReadonlySet<string>): Diagnostic[] {
  const broken = brokenPairs(conf, facts).filter(({ certificate }) => !setAside.has(certificate));
  return broken.map(({ server, what }) => ({
    code: 'httpd-conf-unreachable',
    place: { file: server.file, line: server.line },
    message: `server "${server.name}" has a certificate that httpd can't load: ${what}; at the next reload every TLS session on its port fails`,
    unchanged: unchangedOn(facts),
    next: 'get a certificate and key that belong together, or take that file away (httpd then passes over that server alone), then: stsctl plan',
  }));
}

interface Touching {
  /** httpd starts, or an earlier run was ended in the middle. */
  readonly areAll: boolean;
  readonly servers: HttpdConfPart;
  readonly policies: Part;
  readonly issued: ReadonlySet<string>;
  readonly paths: CertificatePaths;
}

/** Domains that something changes for: they are fetched afterwards. */
function touchedDomains(desired: Desired, { areAll, servers, policies, issued, paths }: Touching): DesiredDomain[] {
  const written = new Set(policies.steps.map((step) => ('path' in step ? step.path : '')));
  return desired.domains.filter(
    ({ policyHost, policyFile }) => areAll || servers.changed.has(policyHost) || issued.has(paths.of(policyHost).handle ?? '') || written.has(policyFile.path),
  );
}

function clockNotes({ host, clockAheadMs }: Facts): string[] {
  const note = clockNote(host, clockAheadMs);
  return note === null ? [] : [`${note.message}; ${note.next}`];
}

function shownNames({ domains }: Desired): string[] {
  return domains.filter(({ domain, shown }) => domain !== shown.toLowerCase()).map(({ domain, shown }) => `${shown} is ${domain} to the world`);
}
