// A machine on which acme-client exits as it is told, and that keeps what the other programs of a job were.
import { CannotTell, type Machine, type Started } from '../shell/machine.ts';
import { acmeClientRun, unknownFlags, type AcmeClientRun } from './acme-client-run.ts';
import { mailsItself, reloadEffect, usualStatus, writes } from './program-effects.ts';

/** acme-client(1): renewed, failed, nothing due. */
export type AcmeStatus = 0 | 1 | 2;

export type CronEvent =
  | { readonly kind: 'renewal'; readonly key: string; readonly run: AcmeClientRun; readonly status: AcmeStatus }
  | { readonly kind: 'reload'; readonly isSure: boolean }
  /** Something that reaches the administrator by mail. */
  | { readonly kind: 'report'; readonly key: string; readonly isMail: boolean };

/** How many programs may be run for one job, over all the runs it is judged by. */
export class Budget {
  #left = 5000;

  spend(): void {
    this.#left -= 1;
    if (this.#left < 0) throw new CannotTell('budget');
  }
}

export class CronMachine implements Machine {
  readonly events: CronEvent[] = [];
  /** What was chosen, where nothing told: as in `script`, then true. */
  readonly choices: boolean[] = [];
  readonly #statusOf: (key: string) => AcmeStatus;
  readonly #script: readonly boolean[];
  readonly #budget: Budget;

  constructor(statusOf: (key: string) => AcmeStatus, script: readonly boolean[], budget: Budget) {
    this.#statusOf = statusOf;
    this.#script = script;
    this.#budget = budget;
  }

  choose(): boolean {
    const chosen = this.#script[this.choices.length] ?? true;
    this.choices.push(chosen);
    return chosen;
  }

  substitute(text: string): void {
    this.#budget.spend();
    if (/acme-client|rcctl|rc\.d/.test(text)) throw new CannotTell('substitution');
  }

  run(program: Started): number | null {
    this.#budget.spend();
    const acme = acmeClientRun(program.argv);
    if (acme !== null) return this.#acme(acme, program);
    const effect = reloadEffect(program);
    if (effect !== 'none') this.events.push({ kind: 'reload', isSure: effect === 'reload' });
    const isMail = mailsItself(program);
    if (isMail || (writes(program) && leadsOut(program))) this.events.push({ kind: 'report', key: program.id, isMail });
    return usualStatus(program);
  }

  #acme(run: AcmeClientRun, { id }: Started): number | null {
    if (!run.renews) return /[nr]/.test(run.flags) && unknownFlags(run) === '' ? null : 1;
    const key = `${id} ${run.handle ?? ''}`;
    const status = this.#statusOf(key);
    this.events.push({ kind: 'renewal', key, run, status });
    return status;
  }
}

function leadsOut({ streams }: Started): boolean {
  return streams.out;
}
