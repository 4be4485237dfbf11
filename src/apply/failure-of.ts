// What a failed run tells: what failed, what was put back, what to do next.
import type { Diagnostic } from '../model/diagnostic.ts';
import type { DiagnosticCode } from '../model/diagnostic-code.ts';
import { Failure } from '../model/failure.ts';
import { HostError, type Host } from '../model/host.ts';
import type { Step } from '../model/plan.ts';
import { StepFailed } from './step-failed.ts';

export interface RunContext {
  readonly host: Host;
  readonly journal: string;
  readonly restored: readonly string[];
  /** Handles whose certificate was asked for: it stays. */
  readonly issued: readonly string[];
  /** Those whose certificate was revoked. */
  readonly revoked: readonly string[];
}

/** The run was asked to stop (Ctrl-C). */
export class Interrupted extends Error {
  constructor() {
    super('interrupted');
    this.name = 'Interrupted';
  }
}

/** The connection went, or the host answers no more: no matter of any file. */
const LOST: ReadonlySet<string> = new Set(['ECONNRESET', 'ETIMEDOUT']);

/** What a full, broken or forbidden file system, or a connection that was lost, keeps from being written. */
export function cannotWrite(error: HostError, host: Host, command = 'apply'): Diagnostic {
  if (LOST.has(error.word)) {
    return { code: 'ssh-lost', message: error.message, unchanged: `every file on ${host.name}`, next: `when ${host.name} answers again: stsctl ${command}` };
  }
  return {
    code: 'apply-write',
    place: { file: error.path },
    message: `can't be written: ${error.message}`,
    unchanged: `every file on ${host.name}`,
    next: host.uid === 0 ? `make room or mend the file system of ${error.path}, then: stsctl ${command}` : 'run stsctl as root',
  };
}

/** Everything was put back. */
export function failureOf(error: unknown, context: RunContext): Failure {
  if (error instanceof Failure) return new Failure(error.diagnostics.map((each) => withRestored(each, context)), error.exit);
  const diagnostic = diagnosticOf(error, context);
  if (diagnostic === null) throw error;
  return new Failure([withRestored(diagnostic, context)]);
}

const CODES: Readonly<Partial<Record<Step['kind'], DiagnosticCode>>> = { 'write-file': 'plan-stale', 'install-crontab': 'apply-command', 'fetch-policy': 'apply-not-served', 'test-challenge': 'apply-challenge' };

function diagnosticOf(error: unknown, { host }: RunContext): Diagnostic | null {
  if (error instanceof StepFailed) return diagnosticOfStep(error, host);
  if (error instanceof HostError) return cannotWrite(error, host);
  if (!(error instanceof Interrupted)) return null;
  return { code: 'apply-command', message: 'interrupted', unchanged: `every file on ${host.name}`, next: 'stsctl apply' };
}

export function diagnosticOfStep({ step, message, next, words }: StepFailed, host: Host): Diagnostic {
  return { code: CODES[step.kind] ?? 'apply-command', message, unchanged: `every file on ${host.name}`, next, cause: words };
}

function withRestored(diagnostic: Diagnostic, { restored, issued, revoked }: RunContext): Diagnostic {
  const written = issued.length === 0 ? '' : `; kept: what acme-client wrote for ${issued.join(', ')}`;
  const kept = revoked.length === 0 ? written : `${written}; the certificate of ${revoked.join(', ')} is revoked`;
  if (restored.length === 0) return { ...diagnostic, unchanged: diagnostic.unchanged + kept };
  return { ...diagnostic, restored: restored.join(', ') + kept };
}

/** Something could not be put back: a person is needed (exit 3). */
export function incomplete(error: unknown, failed: readonly { readonly what: string; readonly why: string }[], context: RunContext): Failure {
  const first = error instanceof Failure ? (error.diagnostics[0]?.message ?? '') : (error as Error).message;
  return new Failure(
    failed.map(({ what, why }): Diagnostic => ({
      code: 'rollback-incomplete',
      message: `ROLLBACK INCOMPLETE on ${context.host.name}: ${what}: ${why}; it began with: ${first}`,
      unchanged: 'see below',
      restored: context.restored.length === 0 ? 'nothing' : context.restored.join(', '),
      next: `the old files are in /var/db/stsctl/journal/${context.journal}/plan.json; mend the cause, then: stsctl rollback ${context.journal}`,
    })),
    3,
  );
}

export interface Waiting {
  /** Files of it that could not be used are out of the way. */
  readonly isSetAside: boolean;
  /** Names that were to join it, and left its handle again. */
  readonly withdrawn: readonly string[];
}

/** A certificate that was not issued, while the rest of the plan stands. */
export function pendingOf(handle: string, error: StepFailed, { isSetAside, withdrawn }: Waiting, host: Host): Diagnostic {
  const files = isSetAside ? `nothing but the files of ${handle} that httpd could not load, which stay set aside` : `what there was of the certificate of ${handle}`;
  const names = withdrawn.length === 0 ? '' : `, and its handle, which is without ${withdrawn.join(', ')} again`;
  return { ...diagnosticOfStep(error, host), unchanged: `${files}${names}; everything else is applied on ${host.name}` };
}
