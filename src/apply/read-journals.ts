// Reads the journals on a host; what a damaged one still says is used, the rest is told.
import { HostError, type Host, type Probe } from '../model/host.ts';
import { Failure } from '../model/failure.ts';
import type { Journal, JournalEvent } from '../model/journal.ts';
import type { Plan } from '../model/plan.ts';
import { parsePlan } from '../formats/plan/plan-json.ts';
import { utf8Text } from '../formats/plan/text-json.ts';
import { withdrawn } from './withdraw.ts';
import { byTime, JOURNAL_ID, JOURNALS } from './write-journal.ts';

const MAX_BYTES = 256 * 1024 * 1024;

/** Ids on the host, oldest first. */
export async function journalIds(host: Host): Promise<string[]> {
  const names = await host.list(JOURNALS).catch((error: unknown) => unreadable(error, host));
  return names.filter((name) => JOURNAL_ID.test(name)).sort(byTime);
}

function unreadable(error: unknown, host: Host): never {
  if (!(error instanceof HostError)) throw error;
  const next = host.uid === 0 ? `look at ${JOURNALS}` : 'run stsctl as root';
  throw new Failure([{ code: 'host-unreadable', place: { file: JOURNALS }, message: `can't be read on ${host.name}: ${error.message}`, unchanged: `every file on ${host.name}`, next }]);
}

/** Null for one that ended before it had a plan: nothing was done then. */
export async function readJournal(host: Host, id: string): Promise<Journal | null> {
  if (!JOURNAL_ID.test(id)) return null;
  const paths = ['plan.json', 'events', 'undoes'].map((name) => `${JOURNALS}/${id}/${name}`);
  const answers = await host.gather(paths.map((path): Probe => ({ kind: 'file', path, maxBytes: MAX_BYTES })));
  const [planText, events, undoes] = answers.map((answer) => (answer.kind === 'file' ? answer.content : null));
  if (planText == null) return null;
  const plan = parsePlan(utf8Text(planText));
  if (!plan.ok) throw damaged(`${JOURNALS}/${id}/plan.json`, plan.message);
  const told = parseEvents(events ?? '');
  return { id, plan: withWithdrawn(plan.value, told), undoes: undoes?.trim() ?? null, events: told };
}

/** What the run has left of its plan. */
function withWithdrawn(plan: Plan, events: readonly JournalEvent[]): Plan {
  return events.reduce((each, event) => (event.event === 'withdrawn' ? withdrawn(each, event.step, event.handle) : each), plan);
}

/** A torn last line is a write that never finished: the action it announces was not begun. */
function parseEvents(text: string): JournalEvent[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => parseEvent(line))
    .filter((event) => event !== null);
}

function parseEvent(line: string): JournalEvent | null {
  try {
    const event = JSON.parse(line) as { event?: unknown };
    return typeof event.event === 'string' ? (event as JournalEvent) : null;
  } catch {
    return null;
  }
}

/** How its run ended: an apply, or a rollback, that was tried again says so last. */
export function outcomeOf({ events }: Journal): string {
  const end = events.findLast((event) => event.event === 'end');
  return end?.event === 'end' ? end.outcome : 'unfinished';
}

function damaged(file: string, why: string): Failure {
  return new Failure([
    {
      code: 'journal-damaged',
      place: { file },
      message: `can't be read as a plan: ${why}`,
      unchanged: 'every file on the host',
      next: 'the files before that apply are in it as text; compare by hand, or make a new plan: stsctl plan',
    },
  ]);
}
