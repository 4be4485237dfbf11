// The hosts of the configuration that a run with -H does not work on: what it changes in stsctl.conf is theirs too.
import { chosenHosts } from './chosen-hosts.ts';
import type { CommandContext } from './command-context.ts';
import { loadConfig } from './load-config.ts';

/** None without -H. */
export async function hostsLeftOut(context: CommandContext): Promise<string[]> {
  if (context.remote === null) return [];
  const [chosen, { hosts }] = await Promise.all([chosenHosts(context), loadConfig(context)]);
  return hosts.filter(({ name }) => !chosen.some((each) => each.name === name)).map(({ name }) => name);
}
