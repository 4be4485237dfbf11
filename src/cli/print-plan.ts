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
  const lines = [...formatEdit(terminal, plan), ...formatSteps(terminal, plan)];
  lines.push(...plan.notes.map((note) => `note: ${escapeLine(note)}`));
  if (plan.left.length > 0) {
    lines.push(terminal.paint('bold', `left to run on the host (no such programs in ${escapeLine(plan.root)}):`));
    lines.push(...plan.left.flatMap((step) => [`   ${escapeLine(formatStep(step))}`, ...crontabLines(terminal, step)]));
  }
  return lines;
}

function formatSteps(terminal: Terminal, plan: Plan): string[] {
  return plan.steps.flatMap((step, index) => formatPlanStep(terminal, step, index + 1));
}

/** It has no number: it is no step of the host. */
function formatEdit(terminal: Terminal, { configEdit }: Plan): string[] {
  if (configEdit === undefined) return [];
  const { file, machine, reason, line, before, after } = configEdit;
  return [
    terminal.paint('bold', `    change ${escapeLine(file)} on ${escapeLine(machine)}, from line ${line}`),
    terminal.paint('dim', `    ${escapeLine(reason)}`),
    ...formatDiff(file, before, after, terminal),
  ];
}

/** No rollback takes these back. */
const LASTING: ReadonlySet<Step['kind']> = new Set(['issue-certificate', 'revoke-certificate', 'change-mode', 'restart-service']);

function formatPlanStep(terminal: Terminal, step: Step, number: number): string[] {
  const undo = LASTING.has(step.kind) ? '; undo: none' : '';
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
