// Takes a part of a file back that waits for a certificate which was not issued, as data.
import type { Plan, Withdrawal, WriteFileStep } from '../model/plan.ts';

/** The plan as if those names had never joined the handle; a plan without such a withdrawal stays as it is. */
export function withdrawn(plan: Plan, index: number, handle: string): Plan {
  const step = plan.steps[index];
  const part = step?.kind === 'write-file' ? withdrawalFor(step, handle) : null;
  if (step?.kind !== 'write-file' || part === null) return plan;
  return { ...plan, steps: plan.steps.with(index, without(step, part)) };
}

export function withdrawalFor({ withdrawals = [] }: WriteFileStep, handle: string): Withdrawal | null {
  return withdrawals.find((each) => each.handle === handle) ?? null;
}

function without(step: WriteFileStep, { before, after }: Withdrawal): WriteFileStep {
  const [head, tail, ...more] = step.after?.content.split(before) ?? [];
  if (step.after === null || head === undefined || tail === undefined || more.length > 0) throw new Error(`${step.path} does not hold once what is to be withdrawn`);
  return { ...step, after: { ...step.after, content: head + after + tail } };
}
