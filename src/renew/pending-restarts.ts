// Services that have still to be restarted for a certificate that was renewed: noted ahead, so that a run that fails or is killed owes them.
import { STATE } from '../model/base-system.ts';
import type { Host } from '../model/host.ts';

const RESTARTS = `${STATE}/restarts`;
const MAX_BYTES = 64 * 1024;

/** Those of `services` that an earlier run owes. */
export async function readPending(services: readonly string[], host: Pick<Host, 'gather'>): Promise<string[]> {
  const [answer] = services.length === 0 ? [] : await host.gather([{ kind: 'file', path: RESTARTS, maxBytes: MAX_BYTES }]);
  const noted = new Set(answer?.kind === 'file' ? (answer.content ?? '').split('\n') : []);
  return services.filter((each) => noted.has(each));
}

/** One a line; no file for none. Null when written, else why not. */
export async function writePending(services: readonly string[], host: Host): Promise<string | null> {
  try {
    if (services.length === 0) {
      await host.remove(RESTARTS);
      return null;
    }
    const staged = await host.stage(RESTARTS, services.map((each) => `${each}\n`).join(''), { mode: 0o644, uid: 0, gid: 0 });
    await host.commit(staged, RESTARTS);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}
