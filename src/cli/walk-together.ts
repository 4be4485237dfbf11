// A walk on several hosts: each is asked first, by its own ledger, and nothing is changed unless all could be; then each goes as far as all may.
import type { HostConfig } from '../model/config.ts';
import type { CommandContext } from './command-context.ts';
import { Council } from './council.ts';
import type { Fleet } from './fleet.ts';
import type { Run } from './run-on-host.ts';

/** A sentence when it was not begun, or has not come to its end everywhere; null otherwise. */
export async function walkTogether(fleet: Fleet, run: Run, hosts: readonly HostConfig[]): Promise<string | null> {
  const council = new Council(hosts.length);
  const rehearsals = new WeakMap<CommandContext['options'], CommandContext['options']>();
  const rehearse: Run = (context) => run({ ...context, council, options: rehearsalOf(context.options, rehearsals), terminal: muted(context.terminal) });
  const asked = await fleet.work(hosts, rehearse, 'asking');
  const blind = hosts.filter(({ name }) => !asked.some((each) => each.name === name && (each.exit === 0 || each.exit === 2))).map(({ name }) => name);
  if (blind.length > 0) return `nothing was begun on any host, since what holds for ${blind.join(', ')} is not known`;
  await fleet.work(hosts, (context) => run({ ...context, council }), 'working');
  const [half] = council.halfRemoved;
  return half === undefined ? null : `the section of ${half} stays in stsctl.conf until every host has removed it; mend what failed, then: stsctl -H all retire ${half}`;
}

/** The configuration is read once for all of them. */
function rehearsalOf(options: CommandContext['options'], known: WeakMap<CommandContext['options'], CommandContext['options']>): CommandContext['options'] {
  const found = known.get(options) ?? { ...options, dryRun: true };
  known.set(options, found);
  return found;
}

function muted(terminal: CommandContext['terminal']): CommandContext['terminal'] {
  return { ...terminal, isQuiet: true, out: () => undefined, err: () => undefined, errBytes: () => undefined };
}
