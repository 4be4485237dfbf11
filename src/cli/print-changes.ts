// stsctl check --changed: only what differs from the last run, for cron, which mails what is printed.
import type { Finding } from '../model/finding.ts';
import type { Run } from '../check/check-all.ts';
import type { CommandContext } from './command-context.ts';
import { readSeen, writeSeen, type Seen } from './check-state.ts';
import { escapeLine } from './escape-text.ts';
import { printFinding } from './print-check.ts';

export async function printChanges(run: Run, context: CommandContext): Promise<void> {
  const { terminal, options } = context;
  const before = await readSeen(context);
  const changes = run.domains.map(({ subject: { domain }, outcome: { findings } }) => ({ domain, ...changesOf(findings, before[domain] ?? []) }));
  if (options.json) terminal.out(JSON.stringify({ version: 1, changes: changes.filter(({ appeared, gone }) => appeared.length + gone.length > 0) }, null, 2));
  else for (const { domain, appeared, gone } of changes) {
    for (const finding of appeared) printFinding(finding, terminal);
    for (const key of gone) terminal.out(`${terminal.paint('green', domain)}: gone: ${escapeLine(key)}`);
  }
  const now = Object.fromEntries(run.domains.map(({ subject, outcome }) => [subject.domain, keysOf(outcome.findings)]));
  // What nobody could look at has not changed.
  if (run.hasResolver) await writeSeen({ ...before, ...now }, context);
}

/** Without the message: days that pass are no change. */
function keyOf({ code, severity, where }: Finding): string {
  return `${severity} ${code}${where === null ? '' : ` at ${where}`}`;
}

function keysOf(findings: readonly Finding[]): string[] {
  return [...new Set(findings.map(keyOf))].sort();
}

function changesOf(findings: readonly Finding[], before: Seen[string]) {
  const now = keysOf(findings);
  return { appeared: findings.filter((each) => !before.includes(keyOf(each))), gone: before.filter((key) => !now.includes(key)) };
}
