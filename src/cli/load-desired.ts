// From stsctl.conf and the templates to what should be true; the first half of every command.
import { join } from 'node:path';
import type { Config } from '../model/config.ts';
import type { Desired, Templates } from '../model/desired.ts';
import type { Diagnostic, Result } from '../model/diagnostic.ts';
import { Failure } from '../model/failure.ts';
import { parseConfig } from '../config/parse-config.ts';
import { desire } from '../desired/desire.ts';
import { TEMPLATE_NAMES } from '../formats/template/template-names.ts';
import type { CommandContext } from './command-context.ts';
import { escapeLine } from './escape-text.ts';
import { printDiagnostics } from './print-diagnostic.ts';
import { readInput } from './read-input.ts';

export const CONFIG = '/etc/stsctl.conf';
/** A file of the same name here takes the place of the one in the package. */
const OVERRIDES = '/etc/stsctl/templates';

/** Read once, however many hosts it is for. */
const read = new WeakMap<CommandContext['options'], { readonly config?: Promise<Config>; readonly desired?: Promise<Desired> }>();

/** Throws Failure with everything that is wrong. */
export function loadConfig(context: CommandContext): Promise<Config> {
  const known = read.get(context.options);
  const config = known?.config ?? readConfig(context);
  read.set(context.options, { ...known, config });
  return config;
}

async function readConfig(context: CommandContext): Promise<Config> {
  const { options } = context;
  const file = options.configFile ?? options.root + CONFIG;
  const text = await readInput({ file, what: 'configuration' });
  if (text === null) throw new Failure([missing(file)]);
  return valueOf(parseConfig(file, text), context);
}

/** Throws Failure with everything that is wrong. */
export function loadDesired(context: CommandContext): Promise<Desired> {
  const desired = read.get(context.options)?.desired ?? readDesired(context);
  read.set(context.options, { ...read.get(context.options), desired });
  return desired;
}

async function readDesired(context: CommandContext): Promise<Desired> {
  const { terminal } = context;
  const config = await loadConfig(context);
  const desired = valueOf(desire(config, await loadTemplates(context)), context);
  if (terminal.isVerbose) for (const each of desired.domains) if (each.shown.toLowerCase() !== each.domain) terminal.err(`${escapeLine(each.shown)} is ${each.domain}`);
  return desired;
}

export function valueOf<T>(result: Result<T>, { terminal }: CommandContext): T {
  if (!result.ok) throw new Failure(result.diagnostics);
  if (result.warnings.length > 0 && !terminal.isQuiet) printDiagnostics(terminal, result.warnings);
  return result.value;
}

export async function loadTemplates({ options, packageDirectory }: CommandContext): Promise<Templates> {
  const entries = TEMPLATE_NAMES.map(async (name): Promise<[string, { file: string; source: string }]> => {
    const own = join(options.root + OVERRIDES, name);
    const overridden = await readInput({ file: own, what: 'template' });
    if (overridden !== null) return [name, { file: own, source: overridden }];
    const file = join(packageDirectory, 'templates', name);
    const source = await readInput({ file, what: 'template' });
    if (source === null) throw new Error(`the package has no ${file}`);
    return [name, { file, source }];
  });
  return new Map(await Promise.all(entries));
}

function missing(file: string): Diagnostic {
  return {
    code: 'config-missing',
    place: { file },
    message: 'there is no such file',
    unchanged: 'nothing was read from or written to the host',
    next: 'write one (stsctl.conf(5) EXAMPLES), or name another: stsctl -f FILE',
  };
}
