// Where in a file something stands.

/** `line` and `column` count from 1; `length` is the number of characters meant, at least 1. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  readonly length?: number;
  /** The whole source line, for the caret. */
  readonly source?: string;
}
