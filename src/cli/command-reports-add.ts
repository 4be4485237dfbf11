// stsctl reports add: takes TLS reports from mails and files. Its exit codes are the mail system's (sysexits(3)).
import { Resolver } from 'node:dns/promises';
import { addReports, type Added } from '../reports/add-reports.ts';
import { readArrivals } from '../reports/input/read-arrivals.ts';
import { readStdin } from '../reports/input/read-stdin.ts';
import type { Arrival, Rejected, RejectReason } from '../reports/input/arrival.ts';
import { directoryOf } from '../reports/store/layout.ts';
import { ReportStore } from '../reports/store/report-store.ts';
import { StoreError } from '../reports/store/store-error.ts';
import { rememberingResolver } from '../reports/trust/remembering-resolver.ts';
import type { Config } from '../model/config.ts';
import { Failure } from '../model/failure.ts';
import type { CommandContext } from './command-context.ts';
import { escapeLine } from './escape-text.ts';
import { loadConfig } from './load-config.ts';
import { printDiagnostics } from './print-diagnostic.ts';
import { printAdded } from './print-added.ts';

/** What can never be stored: the mail system sends it back. */
const EX_DATAERR = 65;
/** What can't be stored now: the mail stays in the queue. */
const EX_TEMPFAIL = 75;

export async function commandReportsAdd(context: CommandContext): Promise<number> {
  try {
    return await add(context, await loadConfig(context));
  } catch (error) {
    // Whatever it is, the mail must not be lost for it.
    if (error instanceof Failure) printDiagnostics(context.terminal, error.diagnostics);
    else if (error instanceof StoreError) context.terminal.err(storeMessage(error));
    else context.terminal.err((error as Error).stack ?? String(error));
    return EX_TEMPFAIL;
  }
}

async function add(context: CommandContext, config: Config): Promise<number> {
  const { terminal, options, operands } = context;
  const rejected: Rejected[] = [];
  const reasons = new Set<RejectReason>();
  const added = await addReports(await arrivalsOf(operands), {
    domains: new Set(config.domains.map(({ domain }) => domain)),
    ...config.reports,
    now: new Date(),
    store: new ReportStore(directoryOf(options.root)),
    resolveTxt: rememberingResolver((name) => resolver().resolveTxt(name)),
    onRejected: (each) => {
      reasons.add(each.reason);
      if (rejected.length < MAX_TOLD) rejected.push(each);
    },
  });
  const isOneMail = operands.every((each) => each === '-');
  if (options.json) terminal.out(JSON.stringify({ version: 1, ...added, rejections: rejected }, null, 2));
  else printAdded(terminal, added, rejected, isOneMail);
  return exitOf(added, reasons, isOneMail);
}

/** Beyond it a directory of somebody's whole mail would print a line for each. */
const MAX_TOLD = 1000;

async function arrivalsOf(operands: readonly string[]): Promise<Iterable<Arrival | Rejected>> {
  const named = operands.length === 0 ? ['-'] : operands;
  const stdin = named.includes('-') ? await readStdin(process.stdin) : [];
  return each(named, stdin);
}

function* each(operands: readonly string[], stdin: readonly (Arrival | Rejected)[]): Generator<Arrival | Rejected> {
  for (const operand of operands) yield* operand === '-' ? stdin : readArrivals(operand);
}

function resolver(): Resolver {
  return new Resolver({ timeout: 5000, tries: 2 });
}

/** Mails without a report are no fault of a mailbox; of the one that was piped in, they are. */
function exitOf(added: Added, reasons: ReadonlySet<RejectReason>, isOneMail: boolean): number {
  if (added.postponed > 0) return EX_TEMPFAIL;
  if (reasons.has('unreadable')) return 1;
  return [...reasons].some((reason) => isOneMail || reason !== 'no-report') ? EX_DATAERR : 0;
}

/** One line: a delivery agent keeps the last one, for its log and for whoever looks at the queue. */
function storeMessage({ path, message, next }: StoreError): string {
  return `${escapeLine(path)}: ${message}; the report is not stored, a mail stays in the queue and is tried again; ${escapeLine(next)}`;
}
