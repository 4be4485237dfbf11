// The ledger on the host: read with its damage told, and appended to, each line on the disk before the run goes on.
import type { Bytes } from '../model/bytes.ts';
import { LEDGER } from '../model/base-system.ts';
import { Failure } from '../model/failure.ts';
import type { Host, HostReader } from '../model/host.ts';
import type { Ledger, LedgerEvent } from '../model/ledger.ts';
import { formatEvent, parseLedger } from '../formats/ledger/ledger-file.ts';
import { makeStateDirectory } from './lock.ts';

/** A line for each change of a policy: decades of many domains. */
const MAX_BYTES = 64 * 1024 * 1024;
const MODE = 0o600;

/** Empty where there is none yet. Throws Failure for one that is there and can't be read: what senders hold would not be known. */
export async function readLedger(host: HostReader): Promise<Ledger> {
  return parseLedger((await readText(host)) ?? '');
}

/** Null where there is none. */
async function readText(host: HostReader): Promise<Bytes | null> {
  const [answer] = await host.gather([{ kind: 'file', path: LEDGER, maxBytes: MAX_BYTES }]);
  if (answer?.kind === 'file' && answer.error === null && (answer.stat === null || answer.content !== null)) return answer.content;
  const why = answer?.kind === 'file' && answer.error !== null ? answer.error : 'it is no regular file';
  throw new Failure([{ code: 'ledger-unreadable', place: { file: LEDGER }, message: `can't be read on ${host.name}: ${why}`, unchanged: `every file on ${host.name}`, next: host.uid === 0 ? `look at ${LEDGER}` : 'run it as root' }]);
}

/** Throws HostError. A line that an earlier run did not finish is ended first, so that it takes no other with it. */
export async function appendEvents(events: readonly LedgerEvent[], host: Host): Promise<void> {
  if (events.length === 0) return;
  const text = await readText(host);
  if (text === null) {
    await makeStateDirectory(host);
    await host.createExclusive(LEDGER, '', MODE);
  }
  const end = text === null || text === '' || text.endsWith('\n') ? '' : '\n';
  await host.append(LEDGER, end + events.map(formatEvent).join(''));
}
