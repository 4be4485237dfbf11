// A walk on several hosts: each is asked first, by its own ledger, and nothing is changed unless all could be; then each goes as far as all may.
import type { HostConfig } from '../model/config.ts';
import type { CommandContext, Options } from './command-context.ts';
import { Council } from './council.ts';
import type { Fleet } from './fleet.ts';
import type { HostResult } from './hosts-summary.ts';
import type { Run } from './run-on-host.ts';

/** A sentence when it was not begun, or has not come to its end everywhere; null otherwise. */
export async function walkTogether(fleet: Fleet, run: Run, hosts: readonly HostConfig[]): Promise<string | null> {
  const council = new Council(hosts.length);
  const [rehearsed, reread] = [optionsOnce({ dryRun: true }), optionsOnce({})];
  const asked = await fleet.work(hosts, (context) => run({ ...context, council, options: rehearsed(context.options), terminal: muted(context.terminal) }), 'asking');
  const blind = hosts.filter(({ name }) => !isGood(asked, name)).map(({ name }) => name);
  if (blind.length > 0) return `nothing was begun on any host, since what holds for ${blind.join(', ')} is not known`;
  council.phase = 'working';
  let isDry = false;
  const done = await fleet.work(hosts, (context) => {
    isDry = context.options.dryRun;
    return run({ ...context, council });
  }, 'working');
  if (!isDry && !council.hasRemoved) {
    council.phase = 'telling';
    await fleet.work(hosts.filter(({ name }) => isGood(done, name)), (context) => run({ ...context, council, options: reread(context.options) }), 'looking');
  }
  const [half] = council.halfRemoved;
  return half === undefined ? null : `the section of ${half} stays in stsctl.conf until every host has removed it; mend what failed, then: stsctl -H all retire ${half}`;
}

function isGood(results: readonly HostResult[], name: string): boolean {
  return results.some((each) => each.name === name && (each.exit === 0 || each.exit === 2));
}

/** Others for the whole pass, and the same ones for each host: so the configuration is read once, and again by the next pass. */
function optionsOnce(change: Partial<Options>): (options: Options) => Options {
  let made: Options | null = null;
  return (options) => (made ??= { ...options, ...change });
}

function muted(terminal: CommandContext['terminal']): CommandContext['terminal'] {
  return { ...terminal, isQuiet: true, out: () => undefined, err: () => undefined, errBytes: () => undefined };
}
