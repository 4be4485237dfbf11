// One look at one domain, for the watch daemon: what stsctl check does, with mail hosts visited once for many domains.
import type { Desired } from '../model/desired.ts';
import type { HostReader } from '../model/host.ts';
import type { Observation } from '../model/watch.ts';
import { checkAll, mailHostsOf, type Run, type RunOptions } from '../check/check-all.ts';
import type { MailHosts } from '../check/mail-hosts.ts';
import { oursOf } from './check-subjects.ts';
import { renewalFindings } from './renewal-findings.ts';

/** What a mail host showed counts for this long: a thousand domains of one host are no thousand visits. */
const VISITS_MS = 15 * 60_000;
/** Trouble counts for a minute: the check that is to confirm it must look for itself. */
const TROUBLE_MS = 60_000;

export class Looker {
  readonly #clock: () => number;
  readonly #host: HostReader;
  #desired: Desired;
  #options: RunOptions;
  #mailHosts: MailHosts;
  /** When the visits of so far no longer count: milliseconds since 1970. */
  #until = 0;
  #isSmtpOpen = false;

  constructor(host: HostReader, desired: Desired, options: RunOptions, clock: () => number = Date.now) {
    this.#clock = clock;
    this.#host = host;
    this.#desired = desired;
    this.#options = options;
    this.#mailHosts = mailHostsOf(options);
  }

  /** A new configuration. */
  replace(desired: Desired, options: RunOptions): void {
    this.#desired = desired;
    this.#options = options;
    this.#until = 0;
  }

  /** Null when no resolver answers, or the domain has gone meanwhile. */
  async look(domain: string): Promise<Observation | null> {
    const desired = this.#desired.domains.find((each) => each.domain === domain);
    if (desired === undefined) return null;
    const at = this.#clock();
    const begun = performance.now();
    this.#renewVisits(at);
    const mailHosts = this.#mailHosts;
    const run = await checkAll([oursOf(desired)], { ...this.#options, mailHosts, isSmtpOpen: this.#isSmtpOpen }, new Date(at));
    this.#isSmtpOpen ||= mailHosts.hasReached;
    if (mailHosts === this.#mailHosts && hasTrouble(run)) this.#until = Math.min(this.#until, at + TROUBLE_MS);
    const renewals = await renewalFindings([desired], this.#host);
    return run.hasResolver ? observationOf(run, { at, durationMs: performance.now() - begun, renewals }) : null;
  }

  #renewVisits(at: number): void {
    // A clock that was set back must not keep them for years.
    if (at < this.#until && this.#until - at <= VISITS_MS) return;
    this.#mailHosts = mailHostsOf(this.#options);
    this.#until = at + VISITS_MS;
  }
}

/** Of a mail host, or of the answers about it: both are kept with the visits. */
function hasTrouble({ hasResolver, domains }: Run): boolean {
  return !hasResolver || domains.some(({ outcome }) => outcome.findings.some(({ code, severity }) => severity !== 'note' && /^(?:mx|dns)-/.test(code)) || outcome.visits.some(({ probed }) => probed.kind === 'unreachable'));
}

function observationOf({ findings, domains }: Run, { at, durationMs, renewals }: Pick<Observation, 'at' | 'durationMs'> & { readonly renewals: Observation['findings'] }): Observation | null {
  const [first] = domains;
  if (first === undefined) return null;
  const { mode, id, expires, findings: own } = first.outcome;
  return { at, durationMs: Math.round(durationMs), mode, id, certificateExpires: expires, findings: [...findings, ...own, ...renewals], isMailBlind: findings.some(({ code }) => code === 'smtp-blocked') };
}
