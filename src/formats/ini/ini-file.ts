// An INI file with the place of everything in it, and what is wrong with its lines.

/** `column` counts from 1; `source` is the whole line. */
export interface IniSpot {
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly source: string;
}

export interface IniEntry {
  /** Without the "[]" of a list. */
  readonly key: string;
  /** Written `key[] =`. */
  readonly isList: boolean;
  readonly value: string;
  readonly keySpot: IniSpot;
  /** Quotes included, a comment behind it not. */
  readonly valueSpot: IniSpot;
}

export interface IniSection {
  /** Blanks squeezed: "domain example.com". */
  readonly name: string;
  /** The text between the brackets. */
  readonly spot: IniSpot;
  readonly entries: readonly IniEntry[];
}

/** A problem that its place says everything about. */
type Plain<K> = K extends string ? { readonly kind: K; readonly spot: IniSpot } : never;

export type IniProblem =
  | Plain<'byte-order-mark' | 'not-utf8' | 'bad-header' | 'no-equals' | 'no-key' | 'before-section'>
  | { readonly kind: 'control-character'; readonly spot: IniSpot; readonly code: number }
  | { readonly kind: 'duplicate-section'; readonly spot: IniSpot; readonly name: string; readonly firstLine: number }
  | { readonly kind: 'duplicate-key'; readonly spot: IniSpot; readonly entry: IniEntry; readonly section: string; readonly firstLine: number };

export interface IniFile {
  readonly sections: readonly IniSection[];
  readonly problems: readonly IniProblem[];
}
