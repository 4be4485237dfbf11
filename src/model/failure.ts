// What the world can do to us, as an exception that carries its message.
import type { Diagnostic } from './diagnostic.ts';

/** Ends the run with its diagnostics; a plain Error is a bug and shows its stack. */
export class Failure extends Error {
  readonly diagnostics: readonly Diagnostic[];
  /** 1: nothing changed or everything put back; 3: a person is needed. */
  readonly exit: 1 | 3;
  constructor(diagnostics: readonly Diagnostic[], exit: 1 | 3 = 1) {
    super(diagnostics.map((each) => each.message).join('\n'));
    this.name = 'Failure';
    this.diagnostics = diagnostics;
    this.exit = exit;
  }
}
