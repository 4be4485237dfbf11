// The host a command works on: that of -H, else the machine at hand with how cron is to run stsctl on it.
import { resolve } from 'node:path';
import type { Host } from '../model/host.ts';
import { LocalHost } from '../transport/local-host.ts';
import type { CommandContext } from './command-context.ts';

export function hostOf({ options, agent, remote }: Pick<CommandContext, 'options' | 'agent' | 'remote'>): Host {
  const given = [...(options.configFile === null ? [] : ['-f', resolve(options.configFile)]), ...(options.caFile === null ? [] : ['--ca-file', resolve(options.caFile)])];
  return remote ?? new LocalHost(options.root, agent === null ? null : [...agent, ...given]);
}
