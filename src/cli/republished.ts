// Which policies a rollback would publish again.
import type { Plan, Publication } from '../model/plan.ts';
import { parsePolicy } from '../formats/mta-sts/parse-policy.ts';

/** What the inverse of an applied plan brings back in place of what that plan has published. */
export function republished(applied: Plan, inverse: Plan): Publication[] {
  const back = new Map(inverse.steps.flatMap((step) => (step.kind === 'write-file' && step.before !== null ? [[step.before.content, step.after?.content ?? ''] as const] : [])));
  // In a tree without httpd they are left to the host.
  return [...applied.steps, ...applied.left].flatMap((step) => {
    if (step.kind !== 'fetch-policy') return [];
    const { policy } = parsePolicy(back.get(step.body) ?? '');
    return policy === null ? [] : [{ domain: step.domain, policy, before: parsePolicy(step.body).policy }];
  });
}
