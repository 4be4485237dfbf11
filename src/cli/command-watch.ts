// stsctl watch: the daemon stsctld. Reads the configuration, looks, serves, tells, until a signal ends it.
import { hostname } from 'node:os';
import { Failure } from '../model/failure.ts';
import { formatEndpoint, type Endpoint } from '../formats/endpoint.ts';
import { serve, stopServing } from '../watch/http/serve.ts';
import { WATCH_STATE } from '../watch/memory-store.ts';
import { permissionOptions } from '../watch/permissions.ts';
import type { CommandContext } from './command-context.ts';
import { escapeLine } from './escape-text.ts';
import { printDiagnostics } from './print-diagnostic.ts';
import { loadWatch, type WatchConfiguration } from './watch-configuration.ts';
import { refuseExposed, refuseRoot } from './watch-refusals.ts';
import { Watch } from './watch-run.ts';

export async function commandWatch(context: CommandContext): Promise<number> {
  const { options, terminal } = context;
  const loaded = await loadWatch(context);
  const listen = options.listen ?? loaded.config.watch.listen;
  refuseExposed({ ...loaded.config.watch, listen }, context);
  if (options.permissions) return printPermissions(loaded, context);
  // What rc.d(8) asks before a start and a reload.
  if (options.dryRun) return 0;
  refuseRoot(context);
  const log = (line: string) => terminal.err(escapeLine(line));
  const watch = new Watch(context, loaded, log);
  const server = await serve(listen, () => watch.snapshot(), (error) => log(`a fault of stsctl: ${String((error as Error).stack)}`)).catch((error: unknown) => cannotListen(listen, error));
  const ended = untilEnded(() => void reload(watch, context, log));
  await watch.start();
  if (!terminal.isQuiet) log(`${loaded.desired.domains.length} domains are watched, http://${formatEndpoint(listen)}/ shows them (${hostname()})`);
  const signal = await ended;
  stopServing(server);
  await watch.stop();
  if (!terminal.isQuiet) log(`ended by ${signal}`);
  // Checks may wait for a peer for a minute; nothing of them is to be kept.
  if (watch.isChecking) process.exit(0);
  return 0;
}

/** For the NODE_OPTIONS of the node at hand, which rc.d(8) asks at every start: pkg_add -u may have brought another one. */
function printPermissions({ config }: WatchConfiguration, { options, terminal }: CommandContext): number {
  terminal.out(permissionOptions({ writes: options.root + WATCH_STATE, runs: config.watch.notify.length > 0 }, process.allowedNodeEnvironmentFlags));
  return 0;
}

function cannotListen(listen: Endpoint, error: unknown): never {
  throw new Failure([{ code: 'watch-listen', message: `can't listen on ${formatEndpoint(listen)}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`, unchanged: 'nothing is watched', next: 'see who has that port (fstat -n | grep internet), or choose another: listen in [watch]' }]);
}

/** A configuration that is not valid changes nothing. */
async function reload(watch: Watch, context: CommandContext, log: (line: string) => void): Promise<void> {
  try {
    const loaded = await loadWatch(context);
    await watch.replace(loaded);
    if (loaded.config.watch.notify.length > 0 && process.permission?.has('child') === false) log('notify[] was added while stsctld may run no programs: rcctl restart stsctld');
    if (!context.terminal.isQuiet) log(`read ${loaded.config.file} again: ${loaded.desired.domains.length} domains`);
  } catch (error) {
    watch.isCurrent = false;
    if (!(error instanceof Failure)) return log(`a fault of stsctl: ${String((error as Error).stack)}`);
    printDiagnostics(context.terminal, error.diagnostics);
    log('the configuration that was in use stays');
  }
}

/** SIGHUP reads the configuration again; SIGTERM and SIGINT end it. */
function untilEnded(onHangUp: () => void): Promise<NodeJS.Signals> {
  process.on('SIGHUP', onHangUp);
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        process.off('SIGHUP', onHangUp);
        resolve(signal);
      });
    }
  });
}
