// What `stsctl explain` says of a code.

export interface Explained {
  /** What it means, and what becomes of mail or of the host: whole sentences. */
  readonly why: string;
  /** What to do: whole sentences. */
  readonly fix: string;
  /** RFC and clause, or the manual that has it. */
  readonly clause: string;
}

export const explained = (clause: string, why: string, fix: string): Explained => ({ why, fix, clause });
