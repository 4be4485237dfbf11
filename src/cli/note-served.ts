// Has the ledger know what senders could fetch before a run changed it, and what they can fetch since.
import type { LedgerEvent } from '../model/ledger.ts';
import type { Host } from '../model/host.ts';
import type { FetchPolicyStep, Step } from '../model/plan.ts';
import { appendEvents, readLedger } from '../apply/keep-ledger.ts';
import { fetchPolicy } from '../check/fetch-policy.ts';
import { namesHost } from '../formats/certificate/leaf.ts';
import { parsePolicy } from '../formats/mta-sts/parse-policy.ts';
import { unseenEvents } from '../lifecycle/unseen-events.ts';
import { atMost } from '../model/at-most.ts';
import { LEDGER } from '../model/base-system.ts';
import type { CommandContext } from './command-context.ts';
import { printDiagnostics } from './print-diagnostic.ts';

const TIMEOUT_MS = 5000;
const AT_ONCE = 32;

/** The policy that each of these steps would find, whoever wrote it. That the ledger can't be written is told, and ends nothing. */
export function noteFetched(steps: readonly Step[], host: Host, context: CommandContext): Promise<void> {
  return noting(host, context, async () => {
    const limit = atMost(AT_ONCE);
    const fetched = fetchSteps(steps).map((step) => limit(async () => ({ domain: step.domain, policy: await fetchOne(step, context) })));
    return (await Promise.all(fetched)).flatMap(({ domain, policy }) => (policy === null ? [] : [{ domain, policy }]));
  });
}

/** The policies that a run has proved to be served. */
export function noteServed(steps: readonly Step[], host: Host, context: CommandContext): Promise<void> {
  return noting(host, context, async () => fetchSteps(steps).map(({ domain, body }) => ({ domain, policy: body })));
}

function fetchSteps(steps: readonly Step[]): FetchPolicyStep[] {
  return steps.filter((step) => step.kind === 'fetch-policy');
}

interface Found {
  readonly domain: string;
  readonly policy: string;
}

function noting(host: Host, context: CommandContext, look: () => Promise<readonly Found[]>): Promise<void> {
  return noteEvents(host, context, async () => {
    const found = await look();
    if (found.length === 0) return [];
    const { events } = await readLedger(host);
    return found.flatMap((each) => unseen(each, events));
  });
}

/** Never throws. */
export async function noteEvents(host: Host, { terminal }: CommandContext, eventsOf: () => Promise<readonly LedgerEvent[]>): Promise<void> {
  try {
    await appendEvents(await eventsOf(), host);
  } catch (error) {
    const message = `what senders may hold is not noted: ${(error as Error).message}`;
    printDiagnostics(terminal, [{ code: 'ledger-unwritten', place: { file: LEDGER }, message, unchanged: 'the ledger; the next run looks again at what is served', next: 'make room, or mend what keeps /var/db/stsctl/ledger from being written, then: stsctl status' }]);
  }
}

function unseen({ domain, policy }: Found, events: readonly LedgerEvent[]): LedgerEvent[] {
  if (parsePolicy(policy).policy === null) return [];
  return unseenEvents(events.filter((each) => each.domain === domain), { at: new Date(), domain, served: policy, record: null, mx: null });
}

/** Of the first address that answers; null when a sender would get none. */
async function fetchOne({ policyHost, connect }: FetchPolicyStep, { options }: CommandContext): Promise<string | null> {
  const endpoints = options.connect === null ? connect.map((address) => ({ address, port: 443 })) : [options.connect];
  for (const endpoint of endpoints) {
    const fetched = await fetchPolicy({ policyHost, ...endpoint, ca: undefined, timeoutMs: TIMEOUT_MS });
    // Whether its chain is trusted is no matter here: by whom is not known. A name that is not there is taken by nobody (RFC 8461 3.3), as of a domain that is only now to be served.
    if (fetched.kind === 'answered' && fetched.certificate !== null && namesHost(fetched.certificate, policyHost) && fetched.status === 200 && !fetched.tooLarge) return fetched.body;
  }
  return null;
}
