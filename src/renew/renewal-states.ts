// The state line of each handle on the host: when it was last tried, how that ended, when its certificate expires.
import { STATE } from '../model/base-system.ts';
import type { Host } from '../model/host.ts';
import type { RenewalState } from '../model/renewal.ts';
import { parseLeaf, validity } from '../formats/certificate/leaf.ts';
import { formatRenewals, parseRenewals } from '../formats/renewals/renewals-file.ts';

const RENEWALS = `${STATE}/renewals`;
const MAX_BYTES = 1024 * 1024;

export async function readStates(host: Pick<Host, 'gather'>): Promise<RenewalState[] | null> {
  const [answer] = await host.gather([{ kind: 'file', path: RENEWALS, maxBytes: MAX_BYTES }]);
  return answer?.kind === 'file' && answer.content !== null ? parseRenewals(answer.content) : null;
}

/** Every other handle keeps its line: another configuration may have it. Null when written, else why not. */
export async function writeStates(states: readonly RenewalState[], host: Host): Promise<string | null> {
  const tried = new Set(states.map(({ handle }) => handle));
  const kept = ((await readStates(host)) ?? []).filter(({ handle }) => !tried.has(handle));
  try {
    const staged = await host.stage(RENEWALS, formatRenewals([...kept, ...states]), { mode: 0o644, uid: 0, gid: 0 });
    await host.commit(staged, RENEWALS);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** When the certificate in a file expires; null when there is none. */
export async function readExpiry(path: string, host: Pick<Host, 'gather'>): Promise<Date | null> {
  const [answer] = await host.gather([{ kind: 'file', path, maxBytes: MAX_BYTES, follow: true }]);
  const leaf = answer?.kind === 'file' && answer.content !== null ? parseLeaf(answer.content) : null;
  return leaf === null ? null : new Date(validity(leaf).to);
}
