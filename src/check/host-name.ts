// Whether a name in an MX or NS record is that of a host.
import { isDomain } from '../formats/mta-sts/domain-name.ts';

/** RFC 1123 2.1: an address is none, however it is written. */
export function isHostName(name: string): boolean {
  return isDomain(name) && name.includes('.') && !/\.\d+$/.test(name);
}
