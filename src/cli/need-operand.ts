// Operands that the usage has without brackets around them.
import { Failure } from '../model/failure.ts';

/** `usage` is a whole command that would do. Throws Failure where there is no value. */
export function needOperand(value: string | undefined, usage: string): string {
  if (value !== undefined) return value;
  throw new Failure([{ code: 'usage', message: 'an operand is missing', unchanged: 'everything', next: usage }]);
}
