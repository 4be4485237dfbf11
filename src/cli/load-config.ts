// From stsctl.conf to what it says; the first step of nearly every command.
import type { Config } from '../model/config.ts';
import type { Diagnostic, Result } from '../model/diagnostic.ts';
import { Failure } from '../model/failure.ts';
import { parseConfig } from '../config/parse-config.ts';
import { parseHosts } from '../config/parse-hosts.ts';
import type { CommandContext } from './command-context.ts';
import { printDiagnostics } from './print-diagnostic.ts';
import { readInput } from './read-input.ts';

export const CONFIG = '/etc/stsctl.conf';

/** Read once, however many hosts it is for. */
const read = new WeakMap<CommandContext['options'], Promise<Config>>();

/** Throws Failure with everything that is wrong. */
export function loadConfig(context: CommandContext): Promise<Config> {
  const config = read.get(context.options) ?? readConfig(context);
  read.set(context.options, config);
  return config;
}

async function readConfig(context: CommandContext): Promise<Config> {
  const file = configFile(context.options);
  return valueOf(parseConfig(file, await readText(file)), context);
}

/** The [host NAME] sections, also of a file that has lost its last domain. Throws Failure with everything that is wrong. */
export async function loadHosts(context: CommandContext): Promise<Config['hosts']> {
  try {
    return (await loadConfig(context)).hosts;
  } catch (error) {
    if (!(error instanceof Failure) || error.diagnostics.some(({ code }) => code !== 'config-incomplete')) throw error;
    const file = configFile(context.options);
    const found = parseHosts(file, await readText(file));
    if (found.ok) return found.value;
    throw error;
  }
}

async function readText(file: string): Promise<string> {
  const text = await readInput({ file, what: 'configuration' });
  if (text === null) throw new Failure([missing(file)]);
  return text;
}

/** Where the configuration is. */
export function configFile({ configFile: named, root }: Pick<CommandContext['options'], 'configFile' | 'root'>): string {
  return named ?? root + CONFIG;
}

/** Prints warnings; throws Failure with what is wrong. */
export function valueOf<T>(result: Result<T>, { terminal }: CommandContext): T {
  if (!result.ok) throw new Failure(result.diagnostics);
  if (result.warnings.length > 0 && !terminal.isQuiet) printDiagnostics(terminal, result.warnings);
  return result.value;
}

function missing(file: string): Diagnostic {
  return {
    code: 'config-missing',
    place: { file },
    message: 'there is no such file',
    unchanged: 'nothing was read from or written to the host',
    next: 'write one (stsctl init, or stsctl.conf(5) EXAMPLES), or name another: stsctl -f FILE',
  };
}
