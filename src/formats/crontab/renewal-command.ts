// What a job of a crontab does about certificates.
import type { Bytes } from '../../model/bytes.ts';
import { CannotTell } from '../shell/machine.ts';
import { parseShell } from '../shell/parse-shell.ts';
import type { AcmeClientRun } from './acme-client-run.ts';
import { runsWritten } from './runs-written.ts';
import { behaviourOf, type Behaviour } from './renewal-behaviour.ts';
import { shellText } from './shell-text.ts';

export interface RenewalCommand {
  /** Every run of acme-client that the command holds. */
  readonly runs: readonly AcmeClientRun[];
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
  const list = user === null && /acme-client|httpd/.test(text) ? parseShell(text) : null;
  if (list === null) return { runs: [], user, behaviour: null };
  const written = runsWritten(list);
  try {
    const { runs, behaviour } = behaviourOf(list);
    return { runs: [...written.filter(({ handle }) => handle !== null || runs.length === 0), ...runs], user, behaviour };
  } catch (error) {
    if (error instanceof CannotTell) return { runs: written, user, behaviour: null };
    throw error;
  }
}
