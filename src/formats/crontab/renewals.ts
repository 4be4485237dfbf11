// Which certificates a whole crontab renews.
import type { Bytes } from '../../model/bytes.ts';
import { unknownFlags } from './acme-client-run.ts';
import { parseCrontab, type CrontabLine } from './parse-crontab.ts';
import type { JobOptions } from './parse-job.ts';
import { seldomRuns } from './seldom-runs.ts';
import { readRenewalCommand, type RenewalCommand } from './renewal-command.ts';

export type Job = Extract<CrontabLine, { readonly kind: 'job' }>;

export interface RenewalJob extends RenewalCommand {
  readonly job: Job;
  /** cron mails the output to somebody: MAILTO is not empty. */
  readonly isMailed: boolean;
  /** "at boot alone": it is no renewal, since it runs too seldom. */
  readonly seldom: string | null;
  /** A program of its `stsctl renew` that is not there. */
  readonly gone: string | null;
}

export interface RenewalsOptions extends Partial<JobOptions> {
  /** Whether a program is there, as far as is known. */
  readonly isThere?: (program: string) => boolean;
}

export class Renewals {
  readonly jobs: readonly RenewalJob[];
  /** A job of its own reloads httpd, so that the others need not. */
  readonly reloadsByItself: boolean;
  readonly #byConfig = new Map<string, RenewalJob[]>();
  readonly #byHandle = new Map<string, RenewalJob[]>();

  constructor(text: Bytes, { users = null, isThere = () => true }: RenewalsOptions = {}) {
    this.jobs = renewalJobs(parseCrontab(text, { users }), isThere);
    this.reloadsByItself = this.jobs.some(({ behaviour, seldom }) => behaviour?.onlyReloads === true && seldom === null);
    for (const job of this.jobs.filter(({ seldom }) => seldom === null)) {
      for (const { config } of job.gone === null ? job.stsctlRuns : []) add(this.#byConfig, config, job);
      for (const handle of renewedBy(job)) add(this.#byHandle, handle, job);
    }
  }

  /** `config` is the configuration that has the handle, "" for the default one. */
  has(handle: string, config = ''): boolean {
    return this.#byConfig.has(config) || this.#byHandle.has(handle);
  }

  /** A line runs `stsctl renew` for that configuration. */
  runsStsctl(config: string): boolean {
    return this.#byConfig.has(config);
  }

  /** Lines that renew it after which httpd has no chance of loading the certificate. */
  linesWithoutReload(handle: string): number[] {
    if (this.reloadsByItself) return [];
    const jobs = this.#byHandle.get(handle) ?? [];
    return jobs.filter(({ behaviour }) => behaviour?.withoutReload.includes(handle) === true).map(({ job }) => job.line);
  }

  /** Lines that renew one of them, and whose report reaches nobody. */
  unmailedLines(handles: readonly string[], config = ''): number[] {
    const jobs = [...(this.#byConfig.get(config) ?? []), ...handles.flatMap((handle) => this.#byHandle.get(handle) ?? [])];
    return [...new Set(jobs.filter(isUnheard).map(({ job }) => job.line))];
  }

  /** Lines that would renew one of them, but run too seldom to count. */
  seldomLines(handles: readonly string[], config = ''): { readonly line: number; readonly when: string }[] {
    const renews = (job: RenewalJob) => job.stsctlRuns.some((run) => run.config === config) || [...renewedBy(job)].some((handle) => handles.includes(handle));
    return this.jobs.flatMap((job) => (job.seldom !== null && renews(job) ? [{ line: job.job.line, when: job.seldom }] : []));
  }
}

/** cron mails it to nobody, and it mails nothing itself. */
export function isUnheard({ isMailed, job }: Pick<RenewalJob, 'isMailed' | 'job'>): boolean {
  return !isMailed && !/\b(?:mailx?|sendmail|logger)\b/.test(job.command);
}

function add(to: Map<string, RenewalJob[]>, key: string, job: RenewalJob): void {
  to.set(key, [...(to.get(key) ?? []), job]);
}

/** A flag that acme-client does not have makes every run fail. */
function renewedBy({ runs }: RenewalCommand): Set<string> {
  return new Set(runs.flatMap((run) => (run.renews && run.handle !== null && unknownFlags(run) === '' ? [run.handle] : [])));
}

function renewalJobs(lines: readonly CrontabLine[], isThere: (program: string) => boolean): RenewalJob[] {
  let isMailed = true;
  return lines.flatMap((line) => {
    if (line.kind === 'environment' && line.name === 'MAILTO') isMailed = line.value !== '';
    if (line.kind !== 'job') return [];
    const command = readRenewalCommand(line.command);
    const gone = command.stsctlRuns.flatMap(({ programs }) => programs).find((program) => !isThere(program)) ?? null;
    return [{ ...command, job: line, isMailed, seldom: seldomRuns(line.time), gone }];
  });
}

/** Absolute paths of what its `stsctl renew` run. */
export function renewalPrograms(text: Bytes): string[] {
  return !text.includes('stsctl') ? [] : [...new Set(new Renewals(text).jobs.flatMap(({ stsctlRuns }) => stsctlRuns.flatMap(({ programs }) => programs)))];
}
