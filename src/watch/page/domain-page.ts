// One domain: every finding with what to do, and when what changed; pure.
import { grouped } from '../../formats/page/grouped.ts';
import { html, type Html } from '../../formats/page/html.ts';
import { table } from '../../formats/page/table.ts';
import type { Finding } from '../../model/finding.ts';
import type { Change, DomainState, Snapshot } from '../../model/watch.ts';
import { layout } from './layout.ts';
import { certificateCell, findingsCell, modeCell, spanText, timeText, TONES } from './words.ts';

export function domainPage(state: DomainState, { now }: Snapshot): string {
  const { shown, domain, nextAt, memory: { last, changes } } = state;
  const name = shown.toLowerCase() === domain ? domain : `${shown} (${domain})`;
  const checked = last === null ? 'not checked yet' : `checked ${spanText(now - last.at)} ago, in ${(last.durationMs / 1000).toFixed(1)} s`;
  const lead = html`<a href="/">all domains</a>; ${checked}; next in ${spanText(nextAt - now)}`;
  return layout(name, lead, [facts(state, now), findings(last?.findings ?? []), history(changes)]);
}

function facts(state: DomainState, now: number): Html {
  const { memory: { last }, reports } = state;
  const all: [string, string | Html][] = [
    ['mode', modeCell(state)],
    ['id', html`<span class="id">${last?.id ?? '–'}</span>`],
    ['certificate', certificateCell(last?.certificateExpires ?? null, now)],
    ['findings', last === null ? '–' : findingsCell(last)],
    ...(reports === null ? [] : ([['sessions ok, 30 days', grouped(reports.successful)], ['sessions failed, 30 days', grouped(reports.failed)], ['reports, 30 days', grouped(reports.reports)]] as [string, string][])),
  ];
  return html`<dl class="facts">${all.map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function findings(all: readonly Finding[]): Html | null {
  if (all.length === 0) return null;
  return html`<section><h2>Findings</h2><ul class="findings">${all.map(finding)}</ul></section>`;
}

function finding({ severity, code, where, message, clause, next }: Finding): Html {
  return html`<li><span class="${TONES[severity]}">${severity}</span> ${where === null ? null : `${where}: `}${message} <span class="soft">(${clause})</span><span class="cause">next: ${next} · <code>${code}</code></span></li>`;
}

function history(changes: readonly Change[]): Html | null {
  if (changes.length === 0) return null;
  const rows = [...changes].reverse().map(({ at, mode, id, keys }) => [timeText(at), mode ?? '–', html`<span class="id">${id ?? '–'}</span>`, keys.length === 0 ? html`<span class="ok">well</span>` : keys.join(', ')]);
  return html`<section class="columns changes"><h2>Changes</h2>${table({ caption: 'What checks saw change, newest first', columns: ['when', 'mode', 'id', 'errors and warnings'], rows })}</section>`;
}
