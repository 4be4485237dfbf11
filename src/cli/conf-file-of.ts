// The stsctl.conf of a run that works on other hosts: one, however many hosts there are.
import { resolve } from 'node:path';
import type { Plan } from '../model/plan.ts';
import { LocalHost } from '../transport/local-host.ts';
import type { CommandContext } from './command-context.ts';
import { ConfFile } from './conf-file.ts';
import { configFile } from './load-config.ts';

const files = new WeakMap<CommandContext['options'], ConfFile>();

export function confFileOf({ options }: CommandContext): ConfFile {
  const file = files.get(options) ?? new ConfFile(new LocalHost(''), resolve(configFile(options)));
  files.set(options, file);
  return file;
}

/** Does the plan's own work, with stsctl.conf as the plan has it. `isNoted`: hosts follow a change that none of them knows of. */
export function duringEdit<T>({ configEdit }: Plan, context: CommandContext, work: () => Promise<T>, { isNoted = false } = {}): Promise<T> {
  return configEdit === undefined ? work() : confFileOf(context).during(configEdit, work, isNoted);
}
