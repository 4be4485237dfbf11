// The host a command works on: that of -H, else the machine at hand with how cron is to run stsctl on it.
import { resolve } from 'node:path';
import type { Host } from '../model/host.ts';
import { LocalHost } from '../transport/local-host.ts';
import type { CommandContext } from './command-context.ts';

export function hostOf({ options, agent, remote }: Pick<CommandContext, 'options' | 'agent' | 'remote'>): Host {
  return remote ?? new LocalHost(options.root, agent === null || options.configFile === null ? agent : [...agent, '-f', resolve(options.configFile)]);
}
