// The [host NAME] sections that -H names, each once; "all" for every one.
import type { HostConfig } from '../model/config.ts';
import { Failure } from '../model/failure.ts';
import type { CommandContext } from './command-context.ts';
import { configFile, loadHosts } from './load-config.ts';

/** Throws Failure for a name the configuration does not have. */
export async function chosenHosts(context: CommandContext): Promise<HostConfig[]> {
  const [file, hosts] = [configFile(context.options), await loadHosts(context)];
  const names = context.options.hosts.includes('all') ? hosts.map(({ name }) => name) : [...new Set(context.options.hosts)];
  const unknown = names.find((name) => !hosts.some((each) => each.name === name));
  if (unknown === undefined && names.length > 0) return names.flatMap((name) => hosts.filter((each) => each.name === name));
  const there = hosts.length === 0 ? 'there is none' : `there are ${hosts.map(({ name }) => name).join(', ')}`;
  const message = unknown === undefined ? 'there is no [host NAME]' : `there is no [host ${unknown}]; ${there}`;
  throw new Failure([{ code: 'usage', place: { file }, message, unchanged: 'everything', next: `add [host ${unknown ?? 'mail1'}] with ssh = USER@HOST, see stsctl.conf(5)` }]);
}
