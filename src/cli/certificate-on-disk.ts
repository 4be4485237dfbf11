// The certificate that httpd would load now.
import type { HostReader } from '../model/host.ts';
import type { OnDisk } from '../check/judge-fetched.ts';
import { parseLeaf } from '../formats/certificate/leaf.ts';

const MAX_BYTES = 1024 * 1024;

/** Null when there is none that can be read. */
export async function certificateOnDisk(host: HostReader, file: string): Promise<OnDisk | null> {
  const [answer] = await host.gather([{ kind: 'file', path: file, maxBytes: MAX_BYTES, follow: true }]);
  const leaf = answer?.kind === 'file' && answer.content !== null ? parseLeaf(answer.content) : null;
  return leaf === null ? null : { file, fingerprint: leaf.fingerprint256 };
}
