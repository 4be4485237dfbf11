// After a run that was ended in the middle: has httpd read what it wrote? Asked of the journal and of httpd itself, since a reload whose
// reply was lost may have been done.
import { LOCK } from '../model/base-system.ts';
import { Failure } from '../model/failure.ts';
import { HostError, type Host } from '../model/host.ts';
import type { Journal } from '../model/journal.ts';
import type { FetchPolicyStep } from '../model/plan.ts';
import { parseHolder } from '../apply/lock.ts';
import { journalIds, readJournal } from '../apply/read-journals.ts';
import { stampOf } from '../apply/write-journal.ts';
import { checkDomain } from '../check/check-domain.ts';
import { proofOfReload } from '../plan/proof-of-reload.ts';
import { lookWithCertificate } from './certificate-on-disk.ts';
import type { CommandContext } from './command-context.ts';
import { trustedRoots } from './trusted-roots.ts';

const TIMEOUT_MS = 5000;
const MAX_BYTES = 4096;

/** True only when that is proved. Writes nothing. */
export async function httpdHasRead(context: CommandContext, host: Host): Promise<boolean> {
  try {
    const journal = await journalOfLock(host);
    const fetches = journal === null ? null : proofOfReload(journal);
    if (journal === null || fetches === null) return false;
    const ca = await trustedRoots(context.options.caFile ?? journal.plan.caFile);
    const shown = await Promise.all(fetches.map((step) => isShown(step, context, host, ca)));
    return shown.every(Boolean);
  } catch (error) {
    // A journal that can't be read proves nothing.
    if (error instanceof Failure || error instanceof HostError) return false;
    throw error;
  }
}

/** Of the run that has left its lock; null when that was another command, or its journal was not begun. */
async function journalOfLock(host: Host): Promise<Journal | null> {
  const [answer] = await host.gather([{ kind: 'file', path: LOCK, maxBytes: MAX_BYTES }]);
  const holder = parseHolder(answer?.kind === 'file' ? (answer.content ?? '') : '');
  const last = (await journalIds(host)).at(-1);
  return holder !== null && last?.split('-')[0] === stampOf(holder.since) ? readJournal(host, last) : null;
}

async function isShown(step: FetchPolicyStep, { options }: CommandContext, host: Host, ca: readonly string[] | undefined): Promise<boolean> {
  const endpoints = options.connect === null ? step.connect.map((address) => ({ address, port: 443 })) : [options.connect];
  let isOnDisk = false;
  // Another certificate of this httpd may be an earlier state of the same one: only this one will do.
  const found = await lookWithCertificate(host, step.certificate, [], async (certificate) => {
    isOnDisk = certificate !== null;
    return checkDomain(step.policyHost, endpoints, { domain: step.domain, body: step.body, certificate }, { ca, timeoutMs: TIMEOUT_MS });
  });
  return isOnDisk && endpoints.length > 0 && found.length === 0;
}
