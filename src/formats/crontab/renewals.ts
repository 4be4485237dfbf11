// Which certificates a whole crontab renews.
import type { Bytes } from '../../model/bytes.ts';
import { unknownFlags } from './acme-client-run.ts';
import { parseCrontab, type CrontabLine } from './parse-crontab.ts';
import type { JobOptions } from './parse-job.ts';
import { readRenewalCommand, type RenewalCommand } from './renewal-command.ts';

export type Job = Extract<CrontabLine, { readonly kind: 'job' }>;

export interface RenewalJob extends RenewalCommand {
  readonly job: Job;
  /** cron mails the output to somebody: MAILTO is not empty. */
  readonly isMailed: boolean;
}

export class Renewals {
  readonly jobs: readonly RenewalJob[];
  /** A job of its own reloads httpd, so that the others need not. */
  readonly reloadsByItself: boolean;
  /** Configurations that a job runs stsctl for, which looks after every handle of them. */
  readonly #configs: ReadonlySet<string>;
  readonly #byHandle = new Map<string, RenewalJob[]>();

  constructor(text: Bytes, options?: JobOptions) {
    this.jobs = renewalJobs(parseCrontab(text, options));
    this.reloadsByItself = this.jobs.some(({ behaviour }) => behaviour?.onlyReloads === true);
    this.#configs = new Set(this.jobs.flatMap(({ stsctlConfigs }) => stsctlConfigs));
    for (const job of this.jobs) for (const handle of renewedBy(job)) this.#byHandle.set(handle, [...(this.#byHandle.get(handle) ?? []), job]);
  }

  /** `config` is the configuration that has the handle, "" for the default one. */
  has(handle: string, config = ''): boolean {
    return this.#configs.has(config) || this.#byHandle.has(handle);
  }

  /** Lines that renew it after which httpd has no chance of loading the certificate. */
  linesWithoutReload(handle: string): number[] {
    if (this.reloadsByItself) return [];
    const jobs = this.#byHandle.get(handle) ?? [];
    return jobs.filter(({ behaviour }) => behaviour?.withoutReload.includes(handle) === true).map(({ job }) => job.line);
  }
}

/** A flag that acme-client does not have makes every run fail. */
function renewedBy({ runs }: RenewalCommand): Set<string> {
  return new Set(runs.flatMap((run) => (run.renews && run.handle !== null && unknownFlags(run) === '' ? [run.handle] : [])));
}

function renewalJobs(lines: readonly CrontabLine[]): RenewalJob[] {
  let isMailed = true;
  return lines.flatMap((line) => {
    if (line.kind === 'environment' && line.name === 'MAILTO') isMailed = line.value !== '';
    return line.kind === 'job' ? [{ ...readRenewalCommand(line.command), job: line, isMailed }] : [];
  });
}
