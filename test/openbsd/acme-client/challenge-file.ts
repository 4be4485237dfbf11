// The token of an HTTP-01 challenge, where the web server finds it (RFC 8555 8.3).
import { rmSync, writeFileSync } from 'node:fs';

/** 0444 under the umask, as acme-client leaves it: with umask 077 the web server can't read it. */
export function writeToken(directory: string, token: string, content: string): () => void {
  const path = `${directory}/${token}`;
  writeFileSync(path, content, { mode: 0o444 });
  return () => rmSync(path, { force: true });
}
