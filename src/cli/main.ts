// Entry: parses the command line, loads the one command it names, prints what it throws.
import type { Diagnostic } from '../model/diagnostic.ts';
import { Failure } from '../model/failure.ts';
import { asTyped } from './as-typed.ts';
import type { CommandContext } from './command-context.ts';
import { absoluteAgent } from './node-program.ts';
import { parseArguments, type Parsed } from './parse-arguments.ts';
import { printDiagnostics } from './print-diagnostic.ts';
import { openTerminal, type Stream } from './terminal.ts';
import { usage } from './usage.ts';

export interface MainOptions {
  readonly argv: readonly string[];
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly packageDirectory: string;
  /** Node, as it was run, and the program it runs. */
  readonly agent: readonly string[];
  readonly version: string;
}

/** Exit status: 0 done, 1 failed and nothing changed, 2 changes pending or findings, 3 a person is needed. */
export async function main(options: MainOptions): Promise<number> {
  const { stdout, stderr, environment, packageDirectory } = options;
  const parsed = parseArguments(options.argv);
  if (parsed.kind !== 'run') return await answer(parsed, options);
  const terminal = openTerminal({ stdout, stderr, environment, isQuiet: parsed.quiet, isVerbose: parsed.verbose, typed: (advice) => asTyped(advice, parsed.options) });
  try {
    // On a host the connection comes first: what the command needs is loaded while it is made.
    const run = async (given: CommandContext) => (await parsed.command.load())(given);
    const agent = absoluteAgent(options.agent, environment['PATH'] ?? '');
    const context = { terminal, operands: parsed.operands, options: parsed.options, environment, packageDirectory, version: options.version, agent, remote: null, keepPlan: null, council: null };
    if (parsed.options.hosts.length === 0 || parsed.command.remote === 'no') return await run(context);
    return await (await import('./run-on-hosts.ts')).runOnHosts(run, context, parsed.command.name);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (parsed.options.json) terminal.out(diagnosticsAsJson(error.diagnostics));
    else printDiagnostics(terminal, error.diagnostics);
    return error.exit;
  }
}

async function answer(parsed: Exclude<Parsed, { kind: 'run' }>, { argv, stdout, stderr, version }: MainOptions): Promise<number> {
  if (parsed.kind === 'version') stdout.write(`stsctl ${version}\n`);
  if (parsed.kind === 'help') stdout.write(`${usage()}\n`);
  if (parsed.kind !== 'wrong') return 0;
  if (argv.includes('--json')) stdout.write(`${diagnosticsAsJson([usageDiagnostic(parsed.message)])}\n`);
  else stderr.write(`${(await import('./usage-error.ts')).usageError(parsed.message, argv)}\n`);
  return 1;
}

function usageDiagnostic(message: string): Diagnostic {
  return { code: 'usage', message, unchanged: 'everything', next: 'see stsctl(8), or: stsctl -h' };
}

function diagnosticsAsJson(diagnostics: readonly Diagnostic[]): string {
  return JSON.stringify({ version: 1, diagnostics }, null, 2);
}
