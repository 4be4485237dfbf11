// How a job answers to what acme-client exits with: run once for each status, in thought.
import { CannotTell } from '../shell/machine.ts';
import { runShell } from '../shell/run-shell.ts';
import type { List } from '../shell/tree.ts';
import type { AcmeClientRun } from './acme-client-run.ts';
import { Budget, CronMachine, type AcmeStatus, type CronEvent } from './cron-machine.ts';

export interface Behaviour {
  /** Handles that are renewed with no chance that httpd is reloaded afterwards; null for one that can't be told. */
  readonly withoutReload: readonly (string | null)[];
  /** Handles for which httpd is reloaded only in a run that renews another one too. */
  readonly reloadOfAnother: readonly string[];
  /** Status 2, nothing due, makes the whole command exit other than 0. */
  readonly failsOnNothingDue: boolean;
  /** On status 2 the command says what it says on failure: in its output, or in a mail of its own. */
  readonly reportsNothingDue: 'output' | 'mail' | null;
  /** Handles that are not looked at when nothing is due for another. */
  readonly skippedOnNothingDue: readonly (string | null)[];
  /** httpd is reloaded, and no certificate renewed. */
  readonly onlyReloads: boolean;
}

interface Run {
  readonly events: readonly CronEvent[];
  readonly exit: number;
}

/** More choices than this, and nobody can tell. */
const MOST_RUNS = 64;
const MOST_RENEWALS = 20;

/** Throws CannotTell. */
export function behaviourOf(list: List): { readonly runs: readonly AcmeClientRun[]; readonly behaviour: Behaviour } {
  const budget = new Budget();
  const when = (statusOf: (key: string) => AcmeStatus) => everyRun(list, statusOf, budget);
  const days: Days = { renewed: when(() => 0), failed: when(() => 1), idle: when(() => 2) };
  const renewals = renewalsIn(Object.values(days).flat());
  if (renewals.size > MOST_RENEWALS) throw new CannotTell('many');
  const alone = new Map([...renewals.keys()].map((key) => [key, when((each) => (each === key ? 0 : 2))]));
  const lacking = [...renewals].filter(([key]) => !isReloaded(key, [...days.renewed, ...(alone.get(key) ?? [])]));
  const dependent = [...renewals].filter(([key]) => isReloaded(key, days.renewed) && !isReloaded(key, alone.get(key) ?? []));
  const behaviour = {
    withoutReload: lacking.map(([, { handle }]) => handle),
    reloadOfAnother: dependent.flatMap(([, { handle }]) => handle ?? []),
    failsOnNothingDue: failsOnNothingDue(days),
    reportsNothingDue: reportsNothingDue(days),
    skippedOnNothingDue: [...renewals].filter(([key]) => isSkipped(key, days)).map(([, { handle }]) => handle),
    onlyReloads: renewals.size === 0 && days.renewed.some(({ events }) => events.some((each) => each.kind === 'reload' && each.isSure)),
  };
  return { runs: [...renewals.values()], behaviour };
}

interface Days {
  readonly renewed: readonly Run[];
  readonly failed: readonly Run[];
  readonly idle: readonly Run[];
}

/** One for each way that what can't be told may go. */
function everyRun(list: List, statusOf: (key: string) => AcmeStatus, budget: Budget): Run[] {
  const runs: Run[] = [];
  for (let script: boolean[] | null = []; script !== null; ) {
    const machine = new CronMachine(statusOf, script, budget);
    const exit = runShell(list, machine);
    runs.push({ events: machine.events, exit });
    if (runs.length > MOST_RUNS) throw new CannotTell('choices');
    script = nextScript(machine.choices);
  }
  return runs;
}

function nextScript(choices: readonly boolean[]): boolean[] | null {
  const last = choices.lastIndexOf(true);
  return last < 0 ? null : [...choices.slice(0, last), false];
}

function renewalsIn(runs: readonly Run[]): Map<string, AcmeClientRun> {
  const events = runs.flatMap((each) => each.events);
  return new Map(events.flatMap((event) => (event.kind === 'renewal' ? [[event.key, event.run] as const] : [])));
}

function renews({ events }: Run, key?: string): boolean {
  return events.some((each) => each.kind === 'renewal' && (key === undefined || each.key === key));
}

/** True too when it is never renewed: then nothing is claimed. */
function isReloaded(key: string, runs: readonly Run[]): boolean {
  const after = runs.filter((run) => renews(run, key)).map(({ events }) => events.slice(events.findLastIndex((each) => each.kind === 'renewal' && each.key === key)));
  return after.length === 0 || after.some((events) => events.some(({ kind }) => kind === 'reload'));
}

function failsOnNothingDue({ renewed, idle }: Days): boolean {
  const tried = idle.filter((run) => renews(run));
  return tried.length > 0 && tried.every(({ exit }) => exit !== 0) && renewed.some((run) => renews(run) && run.exit === 0);
}

function reportsNothingDue({ renewed, failed, idle }: Days): Behaviour['reportsNothingDue'] {
  const onSuccess = new Set(renewed.flatMap(reportsOf));
  const always = [...idle, ...failed].filter((run) => renews(run));
  const [first = [], ...others] = always.map(reportsOf);
  const keys = first.filter((key) => !onSuccess.has(key) && others.every((each) => each.includes(key)));
  const reports = idle.flatMap(({ events }) => events).filter((each) => each.kind === 'report' && keys.includes(each.key));
  if (reports.length === 0) return null;
  return reports.some((each) => each.kind === 'report' && each.isMail) ? 'mail' : 'output';
}

function reportsOf({ events }: Run): string[] {
  return events.flatMap((each) => (each.kind === 'report' ? [each.key] : []));
}

function isSkipped(key: string, { renewed, failed, idle }: Days): boolean {
  return renewed.some((run) => renews(run, key)) && ![...failed, ...idle].some((run) => renews(run, key));
}
