// What the certificate and key on disk are worth, and what has to happen to them.
import type { Facts } from '../model/facts.ts';
import { isForKey, namesHost, parseLeaf, validity } from '../formats/certificate/leaf.ts';
import type { CertificatePath } from './certificate-paths.ts';

/** What is done about a certificate of ours. */
export type Repair =
  /** acme-client sees by itself that there is something to do. */
  | 'issue'
  /** acme-client would fail or find nothing due (FACTS part 5): the certificate is set aside first. */
  | 'certificate-aside'
  | 'both-aside'
  /** Nothing that can be done here helps. */
  | 'none';

export interface CertificateFault {
  /** A sentence about the file. */
  readonly what: string;
  readonly repair: Repair;
  /** With "none": what a person can do, where it is not the clock. */
  readonly next?: string;
}

/** Null when httpd can serve it to senders; `names` are the policy hosts that share it. */
export function certificateFault(path: CertificatePath, names: readonly string[], facts: Facts, now: Date): CertificateFault | null {
  const { certificate, key } = path;
  const chain = facts.files.get(certificate);
  const odd = [certificate, key].find((each) => (facts.files.get(each)?.stat?.kind ?? 'file') !== 'file');
  if (odd !== undefined) return { what: `${odd} is no regular file`, repair: 'none', next: `put a file there or nothing` };
  const hasKey = Boolean(facts.files.get(key)?.stat);
  if (!chain?.stat) return { what: `there is no ${certificate}${hasKey ? '' : ' yet'}`, repair: keyRepair(path, facts) ?? 'issue' };
  if (!hasKey) return { what: `there is no ${key}`, repair: 'certificate-aside' };
  if (chain.content === null) return null;
  return keyFault(path, facts) ?? leafFault(path, chain.content, names, facts, now);
}

function keyRepair({ key }: CertificatePath, { publicKeys }: Facts): Repair | null {
  return publicKeys.get(key) === null ? 'both-aside' : null;
}

function keyFault({ key }: CertificatePath, { publicKeys }: Facts): CertificateFault | null {
  return publicKeys.get(key) === null ? { what: `${key} holds no key that can be used`, repair: 'both-aside' } : null;
}

function leafFault({ certificate, key }: CertificatePath, content: string, names: readonly string[], { publicKeys }: Facts, now: Date): CertificateFault | null {
  const leaf = parseLeaf(content);
  if (leaf === null) return { what: content === '' ? `${certificate} is empty` : `${certificate} does not begin with a whole certificate`, repair: 'certificate-aside' };
  const publicKey = publicKeys.get(key);
  if (typeof publicKey === 'string' && !isForKey(leaf, publicKey)) return { what: `${certificate} is not for the key in ${key}`, repair: 'certificate-aside' };
  const unnamed = names.find((name) => !namesHost(leaf, name));
  if (unnamed !== undefined) return { what: `${certificate} does not name ${unnamed}`, repair: 'issue' };
  const { from, to } = validity(leaf);
  if (to <= now.getTime()) return { what: `${certificate} has expired on ${new Date(to).toISOString().slice(0, 10)}`, repair: 'issue' };
  // acme-client takes it for not due, and a new one would begin in the future as well.
  return from > now.getTime() ? { what: `${certificate} is not valid before ${new Date(from).toISOString()}`, repair: 'none' } : null;
}
