// stsctl check: domains as a sending server sees them. Exit 0 all is well, 2 findings other than notes.
import { checkAll, type Run, type RunOptions } from '../check/check-all.ts';
import { behindSubjects } from './check-host.ts';
import { nagiosFailure, nagiosLine } from './check-nagios.ts';
import { checkSubjects, type Subjects } from './check-subjects.ts';
import { checkTable, TABLE_FROM } from './check-table.ts';
import type { CommandContext } from './command-context.ts';
import { printChanges } from './print-changes.ts';
import { printCheck } from './print-check.ts';
import { trustedRoots } from './trusted-roots.ts';
import { whileWorking } from './while-working.ts';

export async function commandCheck(context: CommandContext): Promise<number> {
  const { terminal, options } = context;
  if (options.explain !== null) {
    terminal.out((await import('./explain-code.ts')).formatExplanation(options.explain));
    return 0;
  }
  if (!options.nagios) return printed(await look(context), context);
  try {
    const { text, exit } = nagiosLine((await look(context)).run);
    terminal.out(text);
    return exit;
  } catch (error) {
    terminal.out(nagiosFailure(error));
    return 3;
  }
}

export interface Looked {
  readonly run: Run;
  readonly subjects: Subjects;
}

async function look(context: CommandContext): Promise<Looked> {
  const { options } = context;
  const subjects = await checkSubjects(context);
  const ca = await trustedRoots(options.caFile ?? subjects.desired?.acme.caFile ?? null);
  const now = new Date();
  const behind = await behindSubjects(subjects, context, now);
  const run = await whileWorking(context.terminal, 'check', (say) => {
    const onLooked = (count: number) => say(`${count} of ${subjects.subjects.length} domains looked at`);
    onLooked(0);
    return checkAll(behind.subjects, { ca, resolvers: resolversOf(options), allowPrivate: options.allowPrivate, connect: options.connect, smtpPort: options.smtpPort, onLooked }, now);
  });
  const domains = run.domains.map(({ subject, outcome }) => ({ subject, outcome: { ...outcome, findings: [...outcome.findings, ...behind.findings.filter(({ domain }) => domain === subject.domain)] } }));
  return { run: { ...run, domains, findings: [...behind.ofHost, ...run.findings] }, subjects };
}

/** With --connect a host is looked at before DNS points to it: nobody is asked unless it is said whom. */
function resolversOf({ resolver, connect }: CommandContext['options']): RunOptions['resolvers'] {
  if (resolver !== null) return [resolver];
  return connect === null ? null : [];
}

async function printed(looked: Looked, context: CommandContext): Promise<number> {
  const { terminal, options } = context;
  const { run } = looked;
  if (options.changed) await printChanges(run, context);
  else if (options.json) terminal.out(JSON.stringify(asJson(run), null, 2));
  else if (options.table || run.domains.length >= TABLE_FROM) terminal.out(checkTable(run, terminal));
  else printCheck(looked, terminal);
  const all = [...run.findings, ...run.domains.flatMap(({ outcome }) => outcome.findings)];
  return all.every(({ severity }) => severity === 'note') ? 0 : 2;
}

export function asJson({ findings, domains }: Run) {
  return {
    version: 1,
    findings,
    domains: domains.map(({ subject, outcome }) => ({ domain: subject.domain, configured: subject.ours !== null, mode: outcome.mode, id: outcome.id, ttl: outcome.record?.ttlSeconds ?? null, authenticated: outcome.record?.isAuthenticated ?? false, daysLeft: outcome.daysLeft, findings: outcome.findings })),
  };
}
