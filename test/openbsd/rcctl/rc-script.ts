// check, configtest, reload, restart, start and stop of one daemon, as rc.subr(8) does them.
import { RcctlError, type RcctlHost, type Tested } from './rcctl-host.ts';
import { flagsOf } from './registry.ts';
import { BASE } from './services.ts';

const ACTIONS = ['check', 'configtest', 'reload', 'restart', 'start', 'stop'] as const;
export type Action = (typeof ACTIONS)[number];

export function isAction(word: string): word is Action {
  return (ACTIONS as readonly string[]).includes(word);
}

export interface RcOptions {
  /** Tell what is done. */
  readonly d: boolean;
  /** Nothing about what went well. */
  readonly q: boolean;
  /** Start what is off, too. */
  readonly f: boolean;
}

/** What the functions below work with. */
interface Run {
  readonly name: string;
  readonly flags: string;
  readonly options: RcOptions;
  readonly host: RcctlHost;
}

export async function runScript(action: Action, name: string, options: RcOptions, host: RcctlHost): Promise<number> {
  const said = flagsOf(name, host);
  const ignoresNo = action !== 'start' || options.f;
  const run: Run = { name, flags: said === 'NO' && ignoresNo ? (BASE.get(name)?.flags ?? '') : said, options, host };
  if (options.d) tellStart(action, run);
  if (!host.isRoot && action !== 'check') throw failure(run, 'need root privileges');
  if (action === 'reload' && BASE.get(name)?.mayReload === false) throw failure(run, 'reload is not supported');
  switch (action) {
    case 'check':
      return end(isRunning(named(run)), run);
    case 'configtest':
      return configtest(run);
    case 'stop':
      return stop(run);
    case 'reload':
      return reload(run);
    case 'restart':
      return restart(run);
    case 'start':
      return start(run);
  }
}

function failure({ name }: Run, what: string): RcctlError {
  return new RcctlError(`/etc/rc.d/${name}: ${what}\n`);
}

function tellStart(action: Action, { name, flags, host }: Run): void {
  host.stdout(`doing _rc_parse_conf\n${name}_flags ${flags === '' ? 'empty, using default ' : ''}>${flags}<\n`);
  if (action !== 'start') host.stdout(`doing _rc_parse_conf /var/run/rc.d/${name}\n`);
}

function tell({ options, host }: Run, what: string): void {
  if (options.d) host.stdout(`doing ${what}\n`);
}

/** With -d the name has a line of its own, otherwise the outcome follows it. */
function named(run: Run): Run {
  if (run.options.d) run.host.stdout(`${run.name}\n`);
  return run;
}

function end(ok: boolean, { name, options, host }: Run, label = name): number {
  if (options.d) host.stdout(ok ? '(ok)\n' : '(failed)\n');
  else if (!ok || !options.q) host.stdout(`${label}(${ok ? 'ok' : 'failed'})\n`);
  return ok ? 0 : 1;
}

function isRunning(run: Run): boolean {
  tell(run, 'rc_check');
  return run.host.isRunning(run.name);
}

async function tested(run: Run): Promise<Tested | null> {
  const result = await run.host.configtest(run.name, run.flags === 'NO' ? '' : run.flags);
  if (result === null || !run.options.d) return result;
  tell(run, 'rc_configtest');
  run.host.stderr(result.output);
  return result;
}

async function configtest(run: Run): Promise<number> {
  named(run);
  const result = await tested(run);
  if (result === null) throw failure(run, 'configtest is not supported');
  return end(result.ok, run);
}

async function stop(run: Run): Promise<number> {
  if (!isRunning(run)) return 0;
  named(run);
  tell(run, 'rc_stop');
  await run.host.stop(run.name);
  return end(!run.host.isRunning(run.name), run);
}

async function reload(run: Run): Promise<number> {
  if (!isRunning(named(run))) return end(false, run);
  const result = await tested(run);
  if (result?.ok === false) return end(false, run);
  tell(run, 'rc_reload');
  await run.host.reload(run.name);
  return end(true, run);
}

/** rc.subr tests before it stops, and has not yet said the name. */
async function restart(run: Run): Promise<number> {
  const result = await tested(run);
  if (result?.ok === false) return end(false, run, '');
  const { name, options, host } = run;
  return (await runScript('stop', name, options, host)) || runScript('start', name, options, host);
}

async function start(run: Run): Promise<number> {
  const { name, flags, host } = run;
  if (flags === 'NO') throw failure(run, `need -f to force start since ${name}_flags=NO`);
  if (isRunning(run)) return 0;
  named(run);
  const result = await tested(run);
  if (result?.ok === false) return end(false, run);
  tell(run, 'rc_start');
  return end(await host.start(name, flags), run);
}
