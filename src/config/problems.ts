// Collects what is wrong with a configuration, so that all of it is told at once.
import type { DiagnosticCode } from '../model/diagnostic-code.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { IniSpot } from '../formats/ini/ini-file.ts';

export class Problems {
  readonly #file: string;
  readonly #found: Diagnostic[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  add(code: DiagnosticCode, spot: IniSpot, message: string): void {
    this.#found.push({ code, place: { file: this.#file, ...spot }, message, unchanged: UNCHANGED, next: `correct line ${spot.line}, then: stsctl plan` });
  }

  /** About the file as a whole. */
  addWhole(code: DiagnosticCode, message: string, next: string): void {
    this.#found.push({ code, place: { file: this.#file }, message, unchanged: UNCHANGED, next });
  }

  /** In the order of the file; what is about all of it comes last. Of a line that can't be read nothing else is told. */
  sorted(): Diagnostic[] {
    const unread = new Set(this.#found.filter(({ code }) => code === 'config-syntax').map(lineOf));
    const told = this.#found.filter((each) => each.code === 'config-syntax' || !unread.has(lineOf(each)));
    return told.sort((a, b) => lineOf(a) - lineOf(b) || (a.place?.column ?? 0) - (b.place?.column ?? 0));
  }
}

function lineOf({ place }: Diagnostic): number {
  return place?.line ?? Number.POSITIVE_INFINITY;
}

const UNCHANGED = 'nothing was read from or written to the host';
