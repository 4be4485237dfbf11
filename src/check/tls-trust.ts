// What is trusted and spoken in every TLS session of a run, made once: reading all roots anew costs more than a handshake.
import { createSecureContext, type SecureContext } from 'node:tls';

/** RFC 8461 7.2. */
const OLDEST = 'TLSv1.2';
const made = new WeakMap<readonly string[], SecureContext>();
let ofNode: SecureContext | null = null;

/** `ca` is PEM roots to trust; undefined for Node's own. */
export function trusting(ca: readonly string[] | undefined): SecureContext {
  if (ca === undefined) return (ofNode ??= createSecureContext({ minVersion: OLDEST }));
  const context = made.get(ca) ?? createSecureContext({ ca: [...ca], minVersion: OLDEST });
  made.set(ca, context);
  return context;
}
