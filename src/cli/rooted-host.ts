// The host of a command that root alone may run.
import type { Host } from '../model/host.ts';
import type { CommandContext } from './command-context.ts';
import { hostOf } from './host-of.ts';
import { requireRoot } from './require-root.ts';

/** Throws Failure. */
export async function rootedHost(context: CommandContext, command: string): Promise<Host> {
  const host = hostOf(context);
  // Who acts on another machine is known once it has been asked anything.
  await host.gather([]);
  requireRoot(host, command);
  return host;
}
