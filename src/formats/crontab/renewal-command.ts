// What a job of a crontab does about certificates.
import type { Bytes } from '../../model/bytes.ts';
import { CannotTell } from '../shell/machine.ts';
import { parseShell } from '../shell/parse-shell.ts';
import type { Argv } from '../shell/prefixes.ts';
import { acmeClientRun, type AcmeClientRun } from './acme-client-run.ts';
import { hasEndlessRenewal } from './endless-renewal.ts';
import { runsWritten } from './runs-written.ts';
import { behaviourOf, type Behaviour } from './renewal-behaviour.ts';
import { shellText } from './shell-text.ts';

export interface RenewalCommand {
  /** Every run of acme-client that the command holds. */
  readonly runs: readonly AcmeClientRun[];
  /** Every `stsctl renew` that it holds, which looks after every handle of its configuration. */
  readonly stsctlRuns: readonly StsctlRun[];
  /** A user's name where the command should begin, as in a system crontab. */
  readonly user: string | null;
  /** A day when nothing is due never ends for it. */
  readonly isEndless: boolean;
  /** Null when it can't be told, as of a script. */
  readonly behaviour: Behaviour | null;
}

export interface StsctlRun {
  /** "" for the default one. */
  readonly config: string;
  /** Absolute paths of what it runs: node(1) and stsctl. */
  readonly programs: readonly string[];
}

/** Users of the base system's crontabs that are no programs. */
const USER = /^\s*(root|daemon|operator|www|nobody|_\w+)[ \t].*\bacme-client\b/s;

/** cron(8) takes 1000 bytes. */
const LONGEST = 4000;

export function readRenewalCommand(command: Bytes): RenewalCommand {
  const text = command.length > LONGEST ? '' : shellText(command);
  const user = USER.exec(text)?.[1] ?? null;
  const list = user === null && /acme-client|httpd|stsctl/.test(text) ? parseShell(text) : null;
  if (list === null) return { runs: [], stsctlRuns: [], user, isEndless: false, behaviour: null };
  const argvs = runsWritten(list);
  const written = argvs.map(acmeClientRun).filter((run) => run !== null);
  const isEndless = hasEndlessRenewal(list);
  const stsctlRuns = argvs.map(stsctlRun).filter((run) => run !== null);
  try {
    const { runs, behaviour } = behaviourOf(list);
    return { runs: [...written.filter(({ handle }) => handle !== null || runs.length === 0), ...runs], stsctlRuns, user, isEndless, behaviour };
  } catch (error) {
    if (error instanceof CannotTell) return { runs: written, stsctlRuns, user, isEndless, behaviour: null };
    throw error;
  }
}

/** With node(1) before it or not; with -n it would only say what is due. Null for anything else. */
function stsctlRun(argv: Argv): StsctlRun | null {
  const at = baseName(argv[0]) === 'node' ? 1 : 0;
  const args = argv.slice(at);
  if (baseName(args[0]) !== 'stsctl' || args.some((arg) => arg === '--dry-run' || /^-[a-z]*n/.test(arg ?? ''))) return null;
  const isFile = (index: number) => /^(?:-[a-z]*f|--file)$/.test(args[index - 1] ?? '');
  const operands = args.filter((arg, index) => index > 0 && arg !== null && !arg.startsWith('-') && !isFile(index) && args[index - 1] !== '--ca-file');
  if (operands[0] !== 'renew') return null;
  const programs = argv.slice(0, at + 1).filter((word) => word?.startsWith('/') === true);
  return { config: args.find((_, index) => isFile(index)) ?? '', programs: programs as string[] };
}

/** Packages lie below /usr/local, wherever npm(1) puts them. */
function baseName(word: string | null | undefined): string {
  return word?.slice(word.lastIndexOf('/') + 1) ?? '';
}
