// The plan as its reader sees it: every step in order, why, and the diff of each file.
import type { Plan, Step } from '../model/plan.ts';
import { escapeLine } from './escape-text.ts';
import { formatDiff } from './format-diff.ts';
import { formatStep } from './format-step.ts';
import type { Terminal } from './terminal.ts';

export function printPlan(terminal: Terminal, plan: Plan): void {
  for (const line of formatPlanText(terminal, plan)) terminal.out(line);
}

function formatPlanText(terminal: Terminal, plan: Plan): string[] {
  const lines = plan.steps.flatMap((step, index) => formatPlanStep(terminal, step, index + 1));
  lines.push(...plan.notes.map((note) => `note: ${escapeLine(note)}`));
  if (plan.left.length > 0) {
    lines.push(terminal.paint('bold', `left to run on the host (no such programs in ${escapeLine(plan.root)}):`));
    lines.push(...plan.left.flatMap((step) => [`   ${escapeLine(formatStep(step))}`, ...crontabLines(terminal, step)]));
  }
  return lines;
}

function formatPlanStep(terminal: Terminal, step: Step, number: number): string[] {
  const undo = step.kind === 'issue-certificate' || step.kind === 'change-mode' || step.kind === 'restart-service' ? '; undo: none' : '';
  return [
    terminal.paint('bold', `${String(number).padStart(2)}. ${escapeLine(formatStep(step))}`),
    terminal.paint('dim', `    ${escapeLine(step.reason)}${undo}`),
    ...diffOf(terminal, step),
  ];
}

function diffOf(terminal: Terminal, step: Step): string[] {
  if (step.kind === 'write-file') return formatDiff(step.path, step.before?.content ?? null, step.after?.content ?? null, terminal);
  return crontabLines(terminal, step);
}

function crontabLines(terminal: Terminal, step: Step): string[] {
  return step.kind === 'install-crontab' ? formatDiff(`crontab of ${step.user}`, step.before, step.after, terminal) : [];
}
