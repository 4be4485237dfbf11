// Whether a text is an IP address, for the many that plainly are none: Node 20 compiles a large pattern for the first isIP.
import { isIP } from 'node:net';

export function isAddress(text: string): boolean {
  return (/^[\d.]+$/.test(text) || text.includes(':')) && isIP(text) !== 0;
}
