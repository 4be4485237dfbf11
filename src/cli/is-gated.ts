// Whether what a plan would publish is held against DNS and the mail hosts: known before the code that does so is loaded.
import type { Options } from './command-context.ts';

/** A tree and a host that DNS does not point to yet are not what senders meet: there it is asked only when a resolver is named. */
export function isGated({ root, connect, resolver }: Options): boolean {
  return resolver !== null || (root === '' && connect === null);
}
