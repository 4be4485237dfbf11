// Times and states as both pages say them. Pure.
import { html, type Html } from '../../formats/page/html.ts';
import type { Severity } from '../../model/finding.ts';
import type { DomainState, Observation } from '../../model/watch.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** acme-client renews at 30 days; two weeks of failures are a fault. */
export const FEW_DAYS = 14;

/** "2026-11-24 10:15 UTC" */
export function timeText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** "3 min", "5 h", "2 days": how far two times are apart. */
export function spanText(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / MINUTE_MS));
  if (minutes < 120) return `${minutes} min`;
  return minutes < 2 * 24 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(ms / DAY_MS)} days`;
}

export function daysUntil(at: number, now: number): number {
  return Math.floor((at - now) / DAY_MS);
}

export function certificateCell(expires: number | null, now: number): Html {
  if (expires === null) return html`<span class="soft">–</span>`;
  const days = daysUntil(expires, now);
  if (days < 0) return html`<span class="bad">expired</span>`;
  return html`<span class="${days < FEW_DAYS ? 'bad' : 'ok'}">${days} day${days === 1 ? null : 's'}</span>`;
}

export const TONES: Readonly<Record<Severity, string>> = { error: 'bad', warning: 'warn', note: 'soft' };

/** Null before the first check. */
export function worstOf({ memory: { last } }: Pick<DomainState, 'memory'>): Severity | 'well' | null {
  if (last === null) return null;
  return (['error', 'warning', 'note'] as const).find((severity) => last.findings.some((each) => each.severity === severity)) ?? 'well';
}

export function modeCell({ mode, memory: { last } }: DomainState): Html {
  if (last === null) return html`<span class="soft">not seen yet</span>`;
  if (last.mode === mode) return html`${mode}`;
  return html`<span class="bad">${last.mode ?? 'none seen'}</span><span class="soft">, not ${mode}</span>`;
}

/** "2 errors, 1 warning"; "well". */
export function findingsCell({ findings }: Observation): Html {
  const counts = (['error', 'warning', 'note'] as const).map((severity) => [severity, findings.filter((each) => each.severity === severity).length] as const).filter(([, count]) => count > 0);
  if (counts.length === 0) return html`<span class="ok">well</span>`;
  return html`${counts.map(([severity, count], index) => html`${index === 0 ? null : ', '}<span class="tag ${TONES[severity]}">${count} ${severity}${count === 1 ? null : 's'}</span>`)}`;
}
