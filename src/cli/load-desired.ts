// From stsctl.conf and the templates to what should be true; the first half of most commands.
import type { Desired } from '../model/desired.ts';
import { desire } from '../desired/desire.ts';
import type { CommandContext } from './command-context.ts';
import { escapeLine } from './escape-text.ts';
import { loadConfig, valueOf } from './load-config.ts';
import { loadTemplates } from './load-templates.ts';

/** Made once, however many hosts it is for. */
const made = new WeakMap<CommandContext['options'], Promise<Desired>>();

/** Throws Failure with everything that is wrong. */
export function loadDesired(context: CommandContext): Promise<Desired> {
  const desired = made.get(context.options) ?? makeDesired(context);
  made.set(context.options, desired);
  return desired;
}

async function makeDesired(context: CommandContext): Promise<Desired> {
  const { terminal } = context;
  const config = await loadConfig(context);
  const desired = valueOf(desire(config, await loadTemplates(context.options.root)), context);
  if (terminal.isVerbose) for (const each of desired.domains) if (each.shown.toLowerCase() !== each.domain) terminal.err(`${escapeLine(each.shown)} is ${each.domain}`);
  return desired;
}
