// One self-contained page of what the reports say: no script, no address of anything outside it.
import type { Verdict } from '../gate/judge-gate.ts';
import type { Counted, Summary } from '../summary/summarize.ts';
import { grouped } from '../../formats/page/grouped.ts';
import { html, type Html } from '../../formats/page/html.ts';
import { STYLE } from '../../formats/page/style.ts';
import { table } from '../../formats/page/table.ts';
import { dayChart } from './day-chart.ts';
import { onDisk, type Published } from './published.ts';

export interface PageDomain {
  readonly domain: string;
  readonly mode: string;
  readonly maxAgeSeconds: number;
  readonly verdict: Verdict;
  readonly published: Published;
}

export interface Page {
  readonly summary: Summary;
  readonly domains: readonly PageDomain[];
  /** ISO 8601. */
  readonly made: string;
}

export function reportPage({ summary, domains, made }: Page): string {
  const title = `TLS reports of ${summary.domain ?? 'all domains'}`;
  return html`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><meta name="referrer" content="no-referrer">
<title>${title}</title><style>${STYLE}</style></head>
<body><header><h1>${title}</h1><p class="soft">${rangeOf(summary)}; made ${made.slice(0, 16).replace('T', ' ')} UTC by stsctl</p></header>
<main>${facts(summary)}${summary.reports === 0 ? empty() : sections(summary)}${policies(domains, made)}</main>
<footer><p class="soft">Sessions are those of the reports' summaries. A session may stand under several types of failure, so these are not added up (RFC 8460 4.3).</p></footer>
</body></html>
`.text;
}

function rangeOf({ byDay, from }: Summary): string {
  const days = Object.keys(byDay);
  return days.length === 0 ? `no report${from === null ? '' : ` since ${from}`}` : `${days[0]} to ${days.at(-1)}`;
}

function facts({ reports, duplicates, sessions, byTrust, byOrganization }: Summary): Html {
  const all: [string, string, string?][] = [
    ['sessions ok', grouped(sessions.successful), 'ok'],
    ['sessions failed', grouped(sessions.failed), sessions.failed > 0 ? 'bad' : 'ok'],
    ['reports', grouped(reports)],
    ['with a verified signature', grouped(byTrust['verified'] ?? 0)],
    ['organizations', grouped(Object.keys(byOrganization).length)],
    ['duplicates left out', grouped(duplicates)],
  ];
  return html`<dl class="facts">${all.map(([name, value, tone = '']) => html`<div><dt>${name}</dt><dd class="${tone}">${value}</dd></div>`)}</dl>`;
}

function empty(): Html {
  return html`<p>There is no report yet. They come a day after the first mail, when the <code>_smtp._tls</code> record is published: <code>stsctl dns</code></p>`;
}

function sections(summary: Summary): Html {
  return html`<section><h2>Days</h2>${dayChart(Object.entries(summary.byDay))}</section>
<section><h2>Failures by type</h2>${failures(summary)}</section>
<section><h2>Failures by host</h2>${hosts(summary)}</section>
<section><h2>Organizations</h2>${counted('Who reported', 'organization', summary.byOrganization)}</section>
<section><h2>Policy types</h2>${counted('What senders found', 'policy type', summary.byPolicyType)}</section>
`;
}

function counted(caption: string, column: string, of: Summary['byOrganization']): Html {
  const rows = Object.entries(of).slice(0, MOST_ROWS);
  const largest = Math.max(...rows.map(([, each]) => sessionsOf(each)));
  return table({ caption, columns: [column, '#reports', '#ok', '#failed'], rows: rows.map(([name, { reports, successful, failed }]) => [name, reports, successful, failed]), bars: rows.map(([, each]) => [sessionsOf(each), largest]) });
}

const MOST_ROWS = 100;

function sessionsOf({ successful, failed }: Counted): number {
  return successful + failed;
}

function failures({ byResultType }: Summary): Html {
  const rows = Object.entries(byResultType).slice(0, MOST_ROWS);
  if (rows.length === 0) return html`<p class="ok">No session failed.</p>`;
  const largest = Math.max(...rows.map(([, { sessions }]) => sessions));
  return table({
    caption: 'What failed, its likely cause, and the command that looks into it',
    columns: ['type', '#sessions', '#reports'],
    rows: rows.map(([type, { sessions, reports, cause, check }]) => [html`${type}<span class="cause">${cause} <code>${check}</code></span>`, sessions, reports]),
    bars: rows.map(([, { sessions }]) => [sessions, largest]),
  });
}

function hosts({ byMx }: Summary): Html {
  const rows = Object.entries(byMx).slice(0, MOST_ROWS);
  if (rows.length === 0) return html`<p class="soft">No failure names a host.</p>`;
  return table({ caption: 'Failed sessions by MX', columns: ['host', '#sessions', 'types'], rows: rows.map(([mx, { sessions, byResultType }]) => [hostName(mx), sessions, Object.entries(byResultType).map(([type, each]) => `${type} ${grouped(each)}`).join(', ')]) });
}

/** On a narrow screen it breaks behind a dot. */
function hostName(name: string): Html {
  return html`${name.split('.').map((label, index) => (index === 0 ? html`${label}` : html`.<wbr>${label}`))}`;
}

function policies(domains: readonly PageDomain[], made: string): Html | null {
  if (domains.length === 0) return null;
  return html`<section><h2>Policies and certificates</h2>${domains.map((each) => policy(each, made))}</section>`;
}

function policy({ domain, mode, maxAgeSeconds, verdict, published }: PageDomain, made: string): Html {
  const state = mode === 'enforce' ? 'in force' : verdict.isReady ? 'the reports show that enforce is safe' : 'not enough evidence for enforce yet';
  // In force, what the step to it asked for is of no interest any more: only what fails is.
  const open = mode === 'enforce' ? verdict.conditions.filter(({ name }) => name === 'no-failures') : verdict.conditions;
  const conditions = open.map(({ isMet, message, next }) => html`<li><span class="${isMet ? 'ok' : 'bad'}">${isMet ? 'yes' : 'no'}</span> ${message}${next === null ? null : html` <span class="cause">next: ${next}</span>`}</li>`);
  return html`<h3>${domain}</h3><p>mode <strong>${mode}</strong>, max_age ${grouped(maxAgeSeconds)} seconds: ${state} <span class="soft">(${verdict.from} to ${verdict.to})</span></p><ul class="gate">${onDisk(published, made)}${conditions}</ul>`;
}
