// The configuration of the watch daemon, read at the start and again at SIGHUP: all of it, or what was there stays.
import type { Config } from '../model/config.ts';
import type { Desired } from '../model/desired.ts';
import type { RunOptions } from '../check/check-all.ts';
import type { CommandContext } from './command-context.ts';
import { loadDesired } from './load-desired.ts';
import { loadConfig } from './load-config.ts';
import { trustedRoots } from './trusted-roots.ts';

export interface WatchConfiguration {
  readonly config: Config;
  readonly desired: Desired;
  readonly run: RunOptions;
  /** Milliseconds since 1970. */
  readonly loadedAt: number;
}

/** Throws Failure with everything that is wrong. */
export async function loadWatch(context: CommandContext): Promise<WatchConfiguration> {
  // Other commands read it once; options of its own have it read again.
  const again = { ...context, options: { ...context.options } };
  const config = await loadConfig(again);
  const desired = await loadDesired(again);
  const { caFile, resolver, connect, allowPrivate, smtpPort } = context.options;
  const ca = await trustedRoots(caFile ?? desired.acme.caFile);
  const resolvers = resolver !== null ? [resolver] : connect === null ? null : [];
  return { config, desired, run: { ca, resolvers, allowPrivate, connect, smtpPort }, loadedAt: Date.now() };
}
