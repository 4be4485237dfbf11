// The machine at hand as a Host, with how cron is to run stsctl on it.
import { resolve } from 'node:path';
import { LocalHost } from '../transport/local-host.ts';
import type { CommandContext } from './command-context.ts';

export function localHostOf({ options, agent }: Pick<CommandContext, 'options' | 'agent'>): LocalHost {
  return new LocalHost(options.root, options.configFile === null ? agent : [...agent, '-f', resolve(options.configFile)]);
}
