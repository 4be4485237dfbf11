// httpd(8) for rehearsals and tests: httpd [-dnv] [-D macro=value] [-f file], after the launcher's --stand-in-root ROOT.
import { fileURLToPath } from 'node:url';
import { parseCommandLine, UsageError, type CommandLine } from './command-line.ts';
import { logLine, removePid, writePid } from './daemon-files.ts';
import { daemonise, tellParent } from './daemonise.ts';
import { confFile, StartFailure, startHttpd, type Httpd, type HttpdOptions } from './httpd.ts';
import { loadConf } from './load-conf.ts';
import { readMapping } from './stand-in-json.ts';
import { worldBelow } from './world.ts';

const argv = process.argv.slice(2);

process.exitCode = await main().catch((error: unknown) => {
  if (!(error instanceof UsageError)) throw error;
  print([error.message]);
  return 1;
});

async function main(): Promise<number> {
  const commandLine = parseCommandLine(argv);
  if (commandLine.isDaemon) return serveInBackground(commandLine);
  if (commandLine.checkOnly) return check(commandLine);
  const early = startTrouble(commandLine);
  if (early !== null) return fail(early);
  if (commandLine.foreground) return serveInForeground(commandLine);
  const { failure } = await daemonise(fileURLToPath(import.meta.url), argv);
  return failure === null ? 0 : fail(failure);
}

function optionsOf({ root, confPath, macros }: CommandLine): HttpdOptions {
  return { root, macros, ...(confPath === null ? {} : { confPath }) };
}

function load(commandLine: CommandLine) {
  const { root } = commandLine;
  return loadConf(confFile(optionsOf(commandLine)), worldBelow(root, readMapping(root)));
}

/** FACTS 1: the first pass, then the question who asks, then the rest. */
function check(commandLine: CommandLine): number {
  const trouble = startTrouble(commandLine);
  if (trouble !== null) return fail(trouble);
  const { verdict } = load(commandLine);
  print(verdict.stderr);
  return verdict.exit;
}

function startTrouble(commandLine: CommandLine): StartFailure | null {
  const { verdict, isEarly } = load(commandLine);
  if (isEarly) return new StartFailure(1, verdict.stderr);
  const mayRun = commandLine.root !== '' || process.getuid?.() === 0;
  return mayRun ? null : new StartFailure(1, ['httpd: need root privileges']);
}

/** FACTS 2: with a status of 0 the parent had gone before the mistake was found, so nobody sees the text. */
function fail({ exit, stderr }: { readonly exit: number; readonly stderr: readonly string[] }): number {
  if (exit !== 0) print(stderr);
  return exit;
}

async function serveInForeground(commandLine: CommandLine): Promise<number> {
  const httpd = await start(commandLine, (line) => print([line]));
  if (!(httpd instanceof StartFailure)) return untilEnd(httpd, commandLine);
  print(httpd.stderr);
  return 1;
}

async function serveInBackground(commandLine: CommandLine): Promise<number> {
  const { root } = commandLine;
  const httpd = await start(commandLine, (line) => logLine(root, line));
  if (httpd instanceof StartFailure) {
    for (const line of httpd.stderr) logLine(root, line);
    await tellParent({ failure: { exit: httpd.exit, stderr: httpd.stderr } });
    return 1;
  }
  const status = untilEnd(httpd, commandLine);
  await tellParent({ failure: null });
  return status;
}

async function start(commandLine: CommandLine, log: (line: string) => void): Promise<Httpd | StartFailure> {
  try {
    return await startHttpd({ ...optionsOf(commandLine), log });
  } catch (error) {
    if (error instanceof StartFailure) return error;
    throw error;
  }
}

async function untilEnd(httpd: Httpd, { root }: CommandLine): Promise<number> {
  process.on('SIGHUP', () => void httpd.reload());
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void httpd.stop());
  writePid(root);
  const status = await httpd.ended;
  removePid(root);
  // Signal handlers and connections that linger would keep the process.
  process.exit(status);
}

function print(lines: readonly string[]): void {
  process.stderr.write(lines.map((line) => `${line}\n`).join(''));
}
