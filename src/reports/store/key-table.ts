// The keys of a month's policies in typed arrays: a million of them take 16 MB, where a Set takes 100.
import type { PolicyKey } from '../../formats/tls-report/policy-key.ts';

/** What is known of a key; the verified copy of a report stands above an unverified one. */
export type Known = 'unknown' | 'unverified' | 'verified';

export class KeyTable {
  #highs = new Uint32Array(1024);
  #lows = new Uint32Array(1024);
  #size = 0;

  get({ high, low }: PolicyKey): Known {
    const slot = this.#slotOf(high, low);
    if (!this.#isTaken(slot)) return 'unknown';
    return ((this.#lows[slot] ?? 0) & 1) === 1 ? 'verified' : 'unverified';
  }

  /** Once verified, always verified. */
  set({ high, low }: PolicyKey, isVerified: boolean): void {
    if ((this.#size + 1) * 2 > this.#highs.length) this.#grow();
    const slot = this.#slotOf(high, low);
    if (!this.#isTaken(slot)) this.#size += 1;
    const before = this.#isTaken(slot) ? (this.#lows[slot] ?? 0) & 1 : 0;
    this.#highs[slot] = high;
    this.#lows[slot] = low | before | (isVerified ? 1 : 0);
  }

  get size(): number {
    return this.#size;
  }

  /** 0, 0 is no hash anybody will meet. */
  #isTaken(slot: number): boolean {
    return this.#highs[slot] !== 0 || this.#lows[slot] !== 0;
  }

  /** Keys are hashes: their bits are as good an index as any. */
  #slotOf(high: number, low: number): number {
    const mask = this.#highs.length - 1;
    let slot = (high ^ low) & mask;
    while (this.#isTaken(slot) && !(this.#highs[slot] === high && ((this.#lows[slot] ?? 0) & ~1) >>> 0 === low)) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [highs, lows] = [this.#highs, this.#lows];
    this.#highs = new Uint32Array(highs.length * 2);
    this.#lows = new Uint32Array(highs.length * 2);
    this.#size = 0;
    for (const [slot, high] of highs.entries()) {
      const low = lows[slot] ?? 0;
      if (high !== 0 || low !== 0) this.set({ high, low: (low & ~1) >>> 0 }, (low & 1) === 1);
    }
  }
}
