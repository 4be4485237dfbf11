// One command on several hosts, side by side: a host that fails stops no other, the exit status is the worst.
import type { HostConfig } from '../model/config.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { Failure } from '../model/failure.ts';
import { HostError } from '../model/host.ts';
import { passphraseAsker, type Ask } from './ask-passphrase.ts';
import { chosenHosts } from './chosen-hosts.ts';
import type { CommandContext } from './command-context.ts';
import { hostTerminal, type HostTerminal } from './host-terminal.ts';
import { openRemote } from './open-remote.ts';
import { printDiagnostics } from './print-diagnostic.ts';
import { escapeLine } from './escape-text.ts';

type Run = (context: CommandContext) => Promise<number>;

interface Result {
  readonly name: string;
  /** Null when it was not tried. */
  readonly exit: number | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** From the best to the worst: a person is needed, failed, changes pending, done. */
const WORST = [0, 2, 1, 3];

export async function runOnHosts(run: Run, context: CommandContext, command: string): Promise<number> {
  const { options, terminal } = context;
  const hosts = await chosenHosts(context);
  if (options.out !== null && hosts.length > 1) throw new Failure([{ code: 'usage', message: '--out takes one host', unchanged: 'everything', next: `stsctl -H ${hosts[0]?.name} plan --out FILE` }]);
  // Each host listens for signals while it works.
  process.setMaxListeners(hosts.length + process.getMaxListeners());
  const ask = passphraseAsker();
  if (hosts.length === 1 && hosts[0] !== undefined) return (await runOnHost(run, context, hosts[0], ask, command)).exit ?? 1;
  const results = await sideBySide(run, context, hosts, ask, command);
  if (!options.json && !terminal.isQuiet) printSummary(context, results);
  return worstOf(results);
}

async function sideBySide(run: Run, context: CommandContext, hosts: readonly HostConfig[], ask: Ask | null, command: string): Promise<Result[]> {
  const { options, terminal } = context;
  const results: Result[] = hosts.map(({ name }) => ({ name, exit: null, diagnostics: [] }));
  const answers = new Map<string, unknown>();
  let next = 0;
  let isStopped = false;
  const worker = async () => {
    while (next < hosts.length && !isStopped) {
      const index = next++;
      const host = hosts[index] as HostConfig;
      const own = hostTerminal(terminal, host.name);
      const result = await runOnHost(run, { ...context, terminal: own }, host, ask, command);
      results[index] = result;
      if (options.json) answers.set(host.name, jsonOf(own));
      else if (own.answer.length > 0) terminal.out(`${terminal.paint('bold', `== ${host.name}`)}\n${own.answer.join('\n')}`);
      if (options.failFast && (result.exit === 1 || result.exit === 3)) isStopped = true;
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.jobs, hosts.length) }, worker));
  if (options.json) terminal.out(JSON.stringify({ version: 1, hosts: results.map(({ name, exit }) => ({ host: name, exit, answer: answers.get(name) ?? null })) }, null, 2));
  return results;
}

function jsonOf({ answer }: HostTerminal): unknown {
  const text = answer.join('\n');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function runOnHost(run: Run, context: CommandContext, config: HostConfig, ask: Ask | null, command: string): Promise<Result> {
  const { terminal, options } = context;
  const remote = await openRemote(config, options, ask);
  try {
    return { name: config.name, exit: await run({ ...context, remote }), diagnostics: [] };
  } catch (error) {
    const failure = asFailure(error, config, command);
    const diagnostics = failure.diagnostics.map((each) => ({ ...each, next: withHost(each.next, config.name) }));
    if (options.json) terminal.out(JSON.stringify({ version: 1, diagnostics }, null, 2));
    else printDiagnostics(terminal, diagnostics);
    return { name: config.name, exit: failure.exit, diagnostics };
  } finally {
    remote.close();
  }
}

/** What the host could not be asked while nothing was being changed. */
function asFailure(error: unknown, { name }: HostConfig, command: string): Failure {
  if (error instanceof Failure) return error;
  if (!(error instanceof HostError)) throw error;
  const place = error.path === '' ? {} : { place: { file: error.path } };
  return new Failure([{ code: 'ssh-lost', ...place, message: error.message, unchanged: `every file on ${name}`, next: `stsctl ${command}` }]);
}

/** What is to be done next is to be done there. */
function withHost(next: string, name: string): string {
  return next.replace(/\bstsctl (?=(?:-n )?(?:plan|apply|rollback|renew|check|dns))/g, `stsctl -H ${name} `).replace(/\bstsctl --accept-new/g, `stsctl -H ${name} --accept-new`);
}

function worstOf(results: readonly Result[]): number {
  return results.map(({ exit }) => exit ?? 1).reduce((worst, each) => (WORST.indexOf(each) > WORST.indexOf(worst) ? each : worst), 0);
}

const WORDS: Readonly<Record<number, string>> = { 0: 'done, or nothing to do', 1: 'failed', 2: 'pending', 3: 'NEEDS A PERSON' };

function printSummary({ terminal }: CommandContext, results: readonly Result[]): void {
  const width = Math.max(...results.map(({ name }) => name.length));
  for (const { name, exit, diagnostics } of results) {
    const word = exit === null ? 'not tried' : (WORDS[exit] ?? `exit ${exit}`);
    const why = diagnostics[0] === undefined ? '' : `: ${escapeLine(diagnostics[0].message)}`;
    terminal.err(`${name.padEnd(width)}  ${word}${why}`);
  }
}
