// What a job of a crontab does about certificates.
import type { Bytes } from '../../model/bytes.ts';
import { CannotTell } from '../shell/machine.ts';
import { parseShell } from '../shell/parse-shell.ts';
import type { Argv } from '../shell/prefixes.ts';
import { acmeClientRun, type AcmeClientRun } from './acme-client-run.ts';
import { runsWritten } from './runs-written.ts';
import { behaviourOf, type Behaviour } from './renewal-behaviour.ts';
import { shellText } from './shell-text.ts';

export interface RenewalCommand {
  /** Every run of acme-client that the command holds. */
  readonly runs: readonly AcmeClientRun[];
  /** Configurations that `stsctl renew` stands in it for, and looks after every handle of; "" for the default one. */
  readonly stsctlConfigs: readonly string[];
  /** A user's name where the command should begin, as in a system crontab. */
  readonly user: string | null;
  /** Null when it can't be told, as of a script. */
  readonly behaviour: Behaviour | null;
}

/** Users of the base system's crontabs that are no programs. */
const USER = /^\s*(root|daemon|operator|www|nobody|_\w+)[ \t].*\bacme-client\b/s;

/** cron(8) takes 1000 bytes. */
const LONGEST = 4000;

export function readRenewalCommand(command: Bytes): RenewalCommand {
  const text = command.length > LONGEST ? '' : shellText(command);
  const user = USER.exec(text)?.[1] ?? null;
  const list = user === null && /acme-client|httpd|stsctl/.test(text) ? parseShell(text) : null;
  if (list === null) return { runs: [], stsctlConfigs: [], user, behaviour: null };
  const argvs = runsWritten(list);
  const written = argvs.map(acmeClientRun).filter((run) => run !== null);
  const stsctlConfigs = argvs.map(stsctlRenewConfig).filter((config) => config !== null);
  try {
    const { runs, behaviour } = behaviourOf(list);
    return { runs: [...written.filter(({ handle }) => handle !== null || runs.length === 0), ...runs], stsctlConfigs, user, behaviour };
  } catch (error) {
    if (error instanceof CannotTell) return { runs: written, stsctlConfigs, user, behaviour: null };
    throw error;
  }
}

/** With node(1) before it or not; with -n it would only say what is due. Null for anything else. */
function stsctlRenewConfig(argv: Argv): string | null {
  const args = baseName(argv[0]) === 'node' ? argv.slice(1) : argv;
  if (baseName(args[0]) !== 'stsctl' || args.some((arg) => arg === '--dry-run' || /^-[a-z]*n/.test(arg ?? ''))) return null;
  const isFile = (index: number) => /^(?:-[a-z]*f|--file)$/.test(args[index - 1] ?? '');
  const operands = args.filter((arg, index) => index > 0 && arg !== null && !arg.startsWith('-') && !isFile(index));
  if (operands[0] !== 'renew') return null;
  return args.find((_, index) => isFile(index)) ?? '';
}

/** Packages lie below /usr/local, wherever npm(1) puts them. */
function baseName(word: string | null | undefined): string {
  return word?.slice(word.lastIndexOf('/') + 1) ?? '';
}
