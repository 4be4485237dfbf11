// The journal on the host: written ahead of each action, so that what ran is known whatever happens.
import { STATE } from '../model/base-system.ts';
import type { Host } from '../model/host.ts';
import type { JournalEvent } from '../model/journal.ts';
import type { Plan } from '../model/plan.ts';
import { formatPlan } from '../formats/plan/plan-json.ts';
import { utf8Bytes } from '../formats/plan/text-json.ts';

export const JOURNALS = `${STATE}/journal`;
/** "20261124T101500Z", "-2" and so on for more in the same second. */
export const JOURNAL_ID = /^\d{8}T\d{6}Z(-\d+)?$/;
const DIRECTORY = { mode: 0o700, uid: 0, gid: 0 } as const;

export interface JournalWriter {
  readonly id: string;
  /** On the disk when it returns, with what was noted before. */
  write(event: JournalEvent): Promise<void>;
  /** Goes with the next one that is written: nothing is decided by it, and each write costs a round trip and an fsync. */
  note(event: JournalEvent): void;
}

/** Creates the journal of this plan; `undoes` names the journal that a rollback takes back. */
export async function openJournal(host: Host, plan: Plan, now: Date, undoes: string | null): Promise<JournalWriter> {
  const [found] = await host.gather([{ kind: 'stat', path: JOURNALS }]);
  if (found?.kind === 'stat' && found.stat === null) await host.makeDirectory(JOURNALS, DIRECTORY);
  // Whatever else somebody keeps there is none.
  const ids = (await host.list(JOURNALS)).filter((name) => JOURNAL_ID.test(name)).sort(byTime);
  await sweep(ids.at(-1), host);
  const id = freeId(now, ids);
  const directory = `${JOURNALS}/${id}`;
  await host.makeDirectory(directory, DIRECTORY);
  await host.createExclusive(`${directory}/plan.json`, utf8Bytes(formatPlan(plan)), 0o600);
  // Created here with its directory entry on the disk; what follows only appends.
  await host.createExclusive(`${directory}/events`, '', 0o600);
  if (undoes !== null) await host.createExclusive(`${directory}/undoes`, `${undoes}\n`, 0o600);
  return writerOf(id, (lines) => host.append(`${directory}/events`, utf8Bytes(lines)));
}

function writerOf(id: string, append: (lines: string) => Promise<void>): JournalWriter {
  let noted = '';
  const lineOf = (event: JournalEvent) => `${JSON.stringify(event)}\n`;
  return {
    id,
    note: (event) => void (noted += lineOf(event)),
    async write(event) {
      const before = noted;
      // Of a write that fails a part may be there: it must not take the next line with it.
      noted = `\n${before}`;
      await append(before + lineOf(event));
      noted = '';
    },
  };
}

/** "…Z-10" comes after "…Z-2". */
export function byTime(a: string, b: string): number {
  const [aStamp = '', aCount = '1'] = a.split('-');
  const [bStamp = '', bCount = '1'] = b.split('-');
  return aStamp === bStamp ? Number(aCount) - Number(bCount) : aStamp < bStamp ? -1 : 1;
}

/** What a run that was killed while it opened its journal has left there. */
async function sweep(last: string | undefined, host: Host): Promise<void> {
  if (last === undefined) return;
  const left = (await host.list(`${JOURNALS}/${last}`)).filter((name) => name.startsWith('.') && name.includes('.stsctl-'));
  for (const name of left) await host.remove(`${JOURNALS}/${last}/${name}`);
}

/** "20261124T101500Z" of a time as ISO 8601 has it, in UTC. */
export function stampOf(time: string): string {
  return time.replace(/[-:]/g, '').replace(/\.\d+/, '');
}

/** The stamp; "-2" and so on for more in the same second. After every other, whosever clock it was made by: a rollback goes by that. */
function freeId(now: Date, taken: readonly string[]): string {
  const own = stampOf(now.toISOString());
  const stamp = [own, ...taken.map((id) => id.split('-')[0] ?? '')].sort().at(-1) ?? own;
  for (let count = 1; ; count += 1) {
    const id = count === 1 ? stamp : `${stamp}-${count}`;
    if (!taken.includes(id)) return id;
  }
}
