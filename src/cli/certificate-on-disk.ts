// The certificates that httpd would load now.
import type { Finding } from '../model/finding.ts';
import type { Answer, HostReader, Probe } from '../model/host.ts';
import type { OnDisk } from '../check/judge-fetched.ts';
import { parseLeaf } from '../formats/certificate/leaf.ts';

const MAX_BYTES = 1024 * 1024;
const NONE: ReadonlySet<string> = new Set();

type Look = (onDisk: OnDisk | null) => Promise<readonly Finding[]>;

/**
 * Looks with the certificate of `file`; where another one is served, once more with all that httpd has: a reload was missed only when it
 * is none of them.
 */
export async function lookWithCertificate(host: HostReader, file: string, all: readonly string[], look: Look): Promise<readonly Finding[]> {
  const [fingerprint = null] = await fingerprintsOf(host, [file]);
  if (fingerprint === null) return look(null);
  const found = await look({ file, fingerprint, others: NONE });
  if (!found.some(({ code }) => code === 'policy-certificate-old')) return found;
  const others = new Set((await fingerprintsOf(host, all)).filter((each) => each !== null));
  return look({ file, fingerprint, others });
}

/** Null for a file that holds none or can't be read. */
async function fingerprintsOf(host: HostReader, files: readonly string[]): Promise<(string | null)[]> {
  const answers = await host.gather(files.map((path): Probe => ({ kind: 'file', path, maxBytes: MAX_BYTES, follow: true })));
  return answers.map(fingerprintOf);
}

function fingerprintOf(answer: Answer): string | null {
  const leaf = answer.kind === 'file' && answer.content !== null ? parseLeaf(answer.content) : null;
  return leaf?.fingerprint256 ?? null;
}
