// Why a zone file is left as it is.
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { DiagnosticCode } from '../../model/diagnostic-code.ts';
import type { ZoneFacts } from '../../model/zone-facts.ts';

export interface Reason {
  readonly code: Extract<DiagnosticCode, `zone-${string}`>;
  readonly line?: number | undefined;
  readonly message: string;
  readonly next: string;
}

export function refuseZone({ file, host }: ZoneFacts, { code, line, message, next }: Reason): Diagnostic {
  return { code, place: { file, ...(line === undefined ? {} : { line }) }, message, unchanged: `every file on ${host}`, next };
}

/** Of two or more: "lines 4, 7 and 9". */
export function linesOf(records: readonly { readonly entry: { readonly line: number } }[]): string {
  const lines = records.map(({ entry }) => String(entry.line));
  return `lines ${lines.slice(0, -1).join(', ')} and ${lines.at(-1)}`;
}
