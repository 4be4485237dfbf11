// The whole way: what came in → reports → judged → stored, in batches, so that any amount of it takes the same memory.
import type { Trust } from '../model/tls-report.ts';
import { isTrustedEnough, readOpened, reject, reportersOf, type Admission, type Read } from './admit-report.ts';
import { isRejected, type Arrival, type Rejected } from './input/arrival.ts';
import type { Headers } from './input/mail-headers.ts';
import { openArrival, type Opened, type OpenedReport } from './input/open-arrival.ts';
import { candidateOf, type Candidate } from './store/candidate.ts';
import type { ReportStore } from './store/report-store.ts';
import { Tally } from './store/tally.ts';
import { FROM_FILE, isSigned, UNSIGNED, verifySignature, type ResolveTxt } from './trust/verify-signature.ts';

export interface AddOptions extends Admission {
  readonly store: ReportStore;
  readonly resolveTxt: ResolveTxt;
  /** Told as it happens. */
  readonly onRejected: (rejected: Rejected) => void;
}

export interface Added {
  stored: number;
  duplicates: number;
  /** Policies of domains that are not ours. */
  foreign: number;
  rejected: number;
  /** A DNS server gave no answer, so that a mail could not be verified that has to be. */
  postponed: number;
  readonly removedMonths: string[];
}

/** Of one commit: two fsyncs for so many reports, and so much held in memory. */
const [BATCH, BATCH_BYTES] = [4000, 8 * 1024 * 1024];

export async function addReports(arrivals: Iterable<Arrival | Rejected>, options: AddOptions): Promise<Added> {
  const run = new Run(options);
  for (const arrival of arrivals) {
    if (isRejected(arrival)) run.reject(arrival);
    else {
      const opened = openArrival(arrival);
      const pending = run.take(opened instanceof Promise ? await opened : opened);
      if (pending !== null) await pending;
    }
    if (run.isFull) await run.flush();
  }
  return run.end();
}

class Run {
  readonly #options: AddOptions;
  readonly #tally = new Tally();
  readonly #added: Added = { stored: 0, duplicates: 0, foreign: 0, rejected: 0, postponed: 0, removedMonths: [] };
  #batch: Candidate[] = [];
  #bytes = 0;
  readonly #received: string;

  constructor(options: AddOptions) {
    this.#options = options;
    this.#received = `${options.now.toISOString().slice(0, 19)}Z`;
  }

  get isFull(): boolean {
    return this.#batch.length >= BATCH || this.#bytes >= BATCH_BYTES;
  }

  reject(rejected: Rejected): void {
    this.#added.rejected += 1;
    this.#options.onRejected(rejected);
  }

  /** A promise only where a signature has to be looked at. */
  take(opened: Opened | Rejected): Promise<void> | null {
    if ('reason' in opened) {
      this.reject(opened);
      return null;
    }
    const { name, reports, headers, bytes } = opened;
    if (headers !== null && isSigned(headers)) return this.#takeSigned(name, reports, headers, bytes);
    for (const each of reports) this.#admit(name, readOpened(name, each, headers, this.#options), headers === null ? FROM_FILE : UNSIGNED, headers !== null);
    return null;
  }

  async #takeSigned(name: string, reports: readonly OpenedReport[], headers: Headers, bytes: Buffer): Promise<void> {
    for (const each of reports) {
      const read = readOpened(name, each, headers, this.#options);
      const trust = 'reason' in read ? UNSIGNED : await verifySignature(bytes, headers, reportersOf(read.report, headers), this.#options.resolveTxt, this.#options.now);
      this.#admit(name, read, trust, true);
    }
  }

  #admit(name: string, read: Read | Rejected, trust: Trust, isMail: boolean): void {
    if ('reason' in read) return this.reject(read);
    for (const domain of read.foreign) this.#tally.add('foreign', read.report.day, domain);
    this.#added.foreign += read.foreign.length;
    if (read.report.policies.length === 0) return this.reject(reject(name, 'foreign-domain', `is a report of ${[...new Set(read.foreign)].slice(0, 3).join(', ')}, which is not configured`));
    if (!isTrustedEnough(trust, isMail, this.#options)) return this.#refuseUntrusted(name, trust);
    const candidate = candidateOf(read.report, trust, this.#received, read.packed, read.isPlain);
    this.#batch.push(candidate);
    this.#bytes += candidate.packed.length + candidate.line.length;
  }

  #refuseUntrusted(name: string, trust: Trust): void {
    if (trust.isTemporary) this.#added.postponed += 1;
    this.reject(reject(name, 'not-verified', `is not proved to be the reporter's (${trust.result}): ${trust.why}`));
  }

  async flush(): Promise<void> {
    const duplicates = await this.#options.store.commit(this.#batch);
    for (const { day, domains } of duplicates) for (const domain of new Set(domains)) this.#tally.add('duplicates', day, domain);
    this.#added.stored += this.#batch.length - duplicates.length;
    this.#added.duplicates += duplicates.length;
    this.#batch = [];
    this.#bytes = 0;
  }

  async end(): Promise<Added> {
    await this.flush();
    const { store, keepDays, now } = this.#options;
    this.#added.removedMonths.push(...(await store.close(this.#tally, keepDays, now)));
    return this.#added;
  }
}
