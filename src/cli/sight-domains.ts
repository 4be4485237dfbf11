// Looks at domains as senders do and holds it against the ledger: the situations that every walk decides on.
import type { Desired, DesiredDomain } from '../model/desired.ts';
import type { Finding } from '../model/finding.ts';
import type { Host } from '../model/host.ts';
import type { Ledger } from '../model/ledger.ts';
import { readLedger } from '../apply/keep-ledger.ts';
import { checkAll } from '../check/check-all.ts';
import type { Outcome } from '../check/check-mail-domain.ts';
import type { Situation } from '../lifecycle/situation.ts';
import { unseenEvents } from '../lifecycle/unseen-events.ts';
import { LEDGER } from '../model/base-system.ts';
import { oursOf } from './check-subjects.ts';
import type { CommandContext } from './command-context.ts';
import { noteEvents } from './note-served.ts';
import type { Terminal } from './terminal.ts';
import { trustedRoots } from './trusted-roots.ts';
import { whileWorking } from './while-working.ts';

export interface Sighted {
  readonly domain: DesiredDomain;
  readonly situation: Situation;
  readonly outcome: Outcome;
  /** Whether reports are evidence though nothing proves their senders. */
  readonly countUnproved: boolean;
}

export interface Sightings {
  readonly all: readonly Sighted[];
  /** True of the run, of no domain. */
  readonly findings: readonly Finding[];
}

const SKEW_MS = 60_000;

/** DNS is asked with --connect too: without it there is nothing to decide on. `keeps`: what is new goes into the ledger; else it is only reckoned with. */
export async function sightDomains(domains: readonly DesiredDomain[], { acme, reports }: Desired, host: Host, keeps: boolean, context: CommandContext): Promise<Sightings> {
  const { options, terminal, council } = context;
  const ledger = await readLedger(host);
  warnOf(ledger, terminal);
  const look = () => lookAt(domains, acme.caFile, context);
  // Senders see one domain, however many hosts serve it.
  const { now, run } = await (council?.lookOnce(domains.map(({ domain }) => domain), options, look) ?? look());
  const all = domains.map((domain, index): Sighted => {
    const { outcome } = run.domains[index] as (typeof run.domains)[number];
    const sighting = { at: now, domain: domain.domain, ...outcome.sighted };
    const known = ledger.events.filter((each) => each.domain === domain.domain);
    const wanted = { policy: domain.policy, text: domain.policyFile.content, id: domain.policyId };
    return { domain, outcome, countUnproved: reports.countUnproved, situation: { domain: domain.domain, wanted, sighting, events: [...known, ...unseenEvents(known, sighting)], now } };
  });
  if (keeps) await noteEvents(host, context, async () => all.flatMap(({ situation }) => situation.events.filter((each) => each.at === now)));
  return { all, findings: run.findings };
}

function warnOf({ damaged, events }: Ledger, terminal: Terminal): void {
  if (damaged.length > 0) terminal.err(`${LEDGER}: line ${damaged.join(', ')} can't be read; what senders could see then is not known`);
  if (events.some(({ at }) => at.getTime() > Date.now() + SKEW_MS)) terminal.err(`${LEDGER}: has lines of a time that is still to come: see whether the clock of this machine is right`);
}

async function lookAt(domains: readonly DesiredDomain[], caFile: string | null, { options, terminal }: CommandContext) {
  const { resolver, allowPrivate, connect, smtpPort } = options;
  const ca = await trustedRoots(options.caFile ?? caFile);
  const now = new Date();
  const run = await whileWorking(terminal, 'looking', (say) => {
    const onLooked = (count: number) => say(`${count} of ${domains.length} domains looked at`);
    return checkAll(domains.map(oursOf), { ca, resolvers: resolver === null ? null : [resolver], allowPrivate, connect, smtpPort, onLooked }, now);
  });
  return { now, run };
}
