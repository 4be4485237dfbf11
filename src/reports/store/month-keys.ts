// What a month holds already: from its keys file, and from those lines that the file does not cover.
import { closeSync, constants, ftruncateSync, openSync } from 'node:fs';
import { policyKey, signerOf, type PolicyKey } from '../../formats/tls-report/policy-key.ts';
import { parseStored } from '../../formats/tls-report/stored-line.ts';
import { appendRecords, readKeyFile, recordsOf, type KeyRecord } from './key-file.ts';
import { KeyTable, type Known } from './key-table.ts';
import { monthFile } from './layout.ts';
import { readLines } from './read-lines.ts';

export class MonthKeys {
  readonly #path: string;
  readonly #lines: string;
  #table = new KeyTable();
  #state: { count: number; check: readonly [number, number] } = { count: 0, check: [0, 0] };
  #covered = 0;
  #pending: KeyRecord[] = [];

  constructor(directory: string, month: string) {
    this.#path = monthFile(directory, month, 'keys');
    this.#lines = monthFile(directory, month, 'ndjson');
  }

  /** Brings it up to the size that the lines have now. */
  refresh(size: number): void {
    if (this.#covered === size) return;
    this.#load(size);
    for (const { text } of readLines(this.#lines, this.#covered)) this.#addLine(text);
    this.save(size);
  }

  get(key: PolicyKey): Known {
    return this.#table.get(key);
  }

  add(key: PolicyKey, isVerified: boolean): void {
    this.#table.set(key, isVerified);
    this.#pending.push({ high: key.high, low: key.low, isVerified });
  }

  save(covered: number): void {
    const isNew = this.#state.count === 0;
    const descriptor = openSync(this.#path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o640);
    try {
      if (isNew) ftruncateSync(descriptor, 0);
      this.#state = appendRecords(descriptor, this.#state, this.#pending, covered);
    } finally {
      closeSync(descriptor);
    }
    this.#pending = [];
    this.#covered = covered;
  }

  /** After a commit that failed: nothing that was added may count. */
  forget(): void {
    this.#table = new KeyTable();
    this.#state = { count: 0, check: [0, 0] };
    this.#covered = 0;
    this.#pending = [];
  }

  #load(size: number): void {
    this.forget();
    const file = readKeyFile(this.#path);
    // More than there is: the lines were cut or replaced.
    if (file === null || file.covered > size) return;
    for (const { isVerified, ...key } of recordsOf(file)) this.#table.set(key, isVerified);
    this.#state = file;
    this.#covered = file.covered;
  }

  #addLine(text: string): void {
    const report = parseStored(text);
    if (report === null) return;
    const signer = signerOf(report.trust);
    for (const policy of report.policies) {
      this.add(policyKey(report, policy), signer !== null);
      if (signer !== null) this.add(policyKey(report, policy, signer), true);
    }
  }
}
