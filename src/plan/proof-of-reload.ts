// What would prove that httpd has read what an interrupted run has written: shown it may be, if the reply to its reload was lost.
import type { Journal } from '../model/journal.ts';
import type { FetchPolicyStep, Step } from '../model/plan.ts';

/**
 * Fetches that must show the certificate on the disk; none when there was nothing to be read. Null: only a reload is sure. A policy alone
 * proves nothing, since httpd takes it from its file at each request; a certificate it has in memory.
 */
export function proofOfReload({ plan, events }: Journal): FetchPolicyStep[] | null {
  const end = events.findLast((each) => each.event === 'end');
  // Each reload of a run that came to its end was answered.
  if (end !== undefined) return end.outcome === 'incomplete' ? null : [];
  if (events.some(({ event }) => event === 'undone' || event === 'withdrawn')) return null;
  const begun = events.flatMap((each) => (each.event === 'begin' ? (plan.steps[each.step] ?? []) : []));
  const proofs = begun.map((step) => proofOf(step, plan.steps.filter((each) => each.kind === 'fetch-policy')));
  return proofs.includes(null) ? null : [...new Set(proofs.flatMap((each) => each ?? []))];
}

function proofOf(step: Step, fetches: readonly FetchPolicyStep[]): FetchPolicyStep[] | null {
  switch (step.kind) {
    case 'write-file':
      return step.judge?.program === 'httpd' ? someOrNull(fetches.filter(({ certificate }) => isNew(certificate, step.before?.content, step.after?.content))) : [];
    case 'issue-certificate':
      return someOrNull(fetches.filter(({ handle }) => handle === step.handle));
    case 'move-file':
    case 'reload-zone':
    case 'restart-service':
      return null;
    default:
      return [];
  }
}

/** Who shows it has read the file that names it first. */
function isNew(certificate: string, before = '', after = ''): boolean {
  return after.includes(`"${certificate}"`) && !before.includes(certificate);
}

function someOrNull(fetches: FetchPolicyStep[]): FetchPolicyStep[] | null {
  return fetches.length > 0 ? fetches : null;
}
