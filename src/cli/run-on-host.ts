// One command on one other host, from the connection to the exit status.
import type { HostConfig } from '../model/config.ts';
import { Failure } from '../model/failure.ts';
import { HostError } from '../model/host.ts';
import type { Ask } from './ask-passphrase.ts';
import type { CommandContext } from './command-context.ts';
import type { HostResult } from './hosts-summary.ts';
import { openRemote } from './open-remote.ts';
import { printDiagnostics } from './print-diagnostic.ts';
import { withHost } from './with-host.ts';

export type Run = (context: CommandContext) => Promise<number>;

/** Of the whole run: what each host's part is called, and who asks for passphrases. */
export interface Means {
  readonly command: string;
  readonly ask: Ask | null;
}

export async function runOnHost(run: Run, context: CommandContext, config: HostConfig, { command, ask }: Means): Promise<HostResult> {
  const { terminal, options } = context;
  const remote = await openRemote(config, options, ask);
  try {
    return { name: config.name, exit: await run({ ...context, remote }), diagnostics: [] };
  } catch (error) {
    const failure = asFailure(error, config, command);
    const diagnostics = failure.diagnostics.map((each) => ({ ...each, next: withHost(each.next, config.name, options) }));
    if (options.json) terminal.out(JSON.stringify({ version: 1, diagnostics }, null, 2));
    else printDiagnostics(terminal, diagnostics);
    return { name: config.name, exit: failure.exit, diagnostics };
  } finally {
    await remote.close();
  }
}

/** What the host could not be asked while nothing was being changed. */
function asFailure(error: unknown, { name }: HostConfig, command: string): Failure {
  if (error instanceof Failure) return error;
  if (!(error instanceof HostError)) throw error;
  const place = error.path === '' ? {} : { place: { file: error.path } };
  return new Failure([{ code: 'ssh-lost', ...place, message: error.message, unchanged: `every file on ${name}`, next: `stsctl ${command}` }]);
}
