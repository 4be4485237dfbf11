// Renewal lines that stsctl itself has written: brought up to date in their place.
import type { Bytes } from '../model/bytes.ts';
import type { Desired } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { formatCrontab, parseCrontab } from '../formats/crontab/parse-crontab.ts';
import type { RenewalJob, Renewals } from '../formats/crontab/renewals.ts';
import { renderText, type Rendered } from './render-servers.ts';

export const LINE_TEMPLATE = 'crontab/renew.hbs';

interface LineContext {
  readonly agent: string | null;
  readonly handle: string;
  readonly alsoRestart: readonly string[];
}

export interface Updating {
  readonly desired: Desired;
  readonly handles: readonly string[];
  /** Of the line that this stsctl would write. */
  readonly config: string;
  /** Null where cron can't run stsctl. */
  readonly agent: string | null;
}

type Updated = { readonly ok: true; readonly text: Bytes; readonly reasons: readonly string[] } | { readonly ok: false; readonly diagnostic: Diagnostic };

/** One line with its newline. */
export function renderLine({ templates }: Pick<Desired, 'templates'>, context: LineContext): Rendered {
  const rendered = renderText(LINE_TEMPLATE, templates, { ...context });
  return rendered.ok ? { ok: true, text: `${rendered.text.trim()}\n` } : rendered;
}

/** Times stay as they are; a line that anybody has changed otherwise is not ours any more. */
export function withOwnLinesUpdated(text: Bytes, renewals: Renewals, updating: Updating): Updated {
  /** By the place among the jobs: a NUL puts two on one line. */
  const commands: (Bytes | null)[] = [];
  const reasons = new Set<string>();
  for (const job of renewals.jobs) {
    commands.push(null);
    const wanted = ofStsctl(job, updating) ?? ofBaseSystem(job, updating);
    if (wanted === null) continue;
    const rendered = renderLine(updating.desired, wanted.context);
    if (!rendered.ok) return rendered;
    commands[commands.length - 1] = commandOf(rendered.text);
    reasons.add(wanted.reason);
  }
  if (reasons.size === 0) return { ok: true, text, reasons: [] };
  const lines = parseCrontab(text).map((line) => {
    const command = line.kind === 'job' ? (commands.shift() ?? null) : null;
    return command === null || line.kind !== 'job' ? line : { ...line, text: line.text.slice(0, line.text.length - line.command.length) + command };
  });
  return { ok: true, text: formatCrontab(lines), reasons: [...reasons] };
}

interface Wanted {
  readonly context: LineContext;
  readonly reason: string;
}

/** `NODE STSCTL renew` of our configuration, and nothing more, that names a program which is gone. */
function ofStsctl({ gone, stsctlRuns, job }: RenewalJob, { agent, config, handles }: Updating): Wanted | null {
  const [run] = stsctlRuns;
  if (gone === null || agent === null || run?.config !== config || !/^[\w./+:@,=-]+(?: [\w./+:@,=-]+)* renew$/.test(job.command)) return null;
  return { context: { agent, handle: handles[0] ?? '', alsoRestart: [] }, reason: `${gone} is not there any more` };
}

/** The line of one of our handles as the template makes it, but with other services. */
function ofBaseSystem({ runs, job }: RenewalJob, { desired, handles }: Updating): Wanted | null {
  const { alsoRestart } = desired.acme;
  const [handle = null] = runs.map((run) => run.handle);
  const restarted = [...job.command.matchAll(/\brcctl restart (\w+)/g)].map(([, service = '']) => service);
  if (handle === null || !handles.includes(handle) || restarted.join(' ') === alsoRestart.join(' ')) return null;
  const asItWas = renderLine(desired, { agent: null, handle, alsoRestart: restarted });
  if (!asItWas.ok || commandOf(asItWas.text) !== job.command) return null;
  return { context: { agent: null, handle, alsoRestart }, reason: 'also_restart has changed' };
}

function commandOf(line: Bytes): Bytes | null {
  const job = parseCrontab(line).find((each) => each.kind === 'job');
  return job?.kind === 'job' ? job.command : null;
}
