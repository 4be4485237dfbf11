// All domains on one page: those in trouble first, with what is wrong; pure.
import { grouped } from '../../formats/page/grouped.ts';
import { html, type Html } from '../../formats/page/html.ts';
import { table } from '../../formats/page/table.ts';
import type { DomainState, Snapshot } from '../../model/watch.ts';
import { layout } from './layout.ts';
import { certificateCell, daysUntil, FEW_DAYS, findingsCell, modeCell, spanText, timeText, TONES, worstOf } from './words.ts';

/** Further ones are in the table, and each has its own page. */
const MOST_IN_TROUBLE = 12;
const MOST_FINDINGS = 5;
/** A new certificate lasts so long. */
const WHOLE_LIFE_DAYS = 90;

const RANK = { error: 0, warning: 1, note: 3, well: 3 } as const;

export function statusPage(snapshot: Snapshot): string {
  const { host, domains, now, intervalMs, configuration, version } = snapshot;
  const sorted = [...domains].sort((a, b) => rankOf(a) - rankOf(b) || (a.domain < b.domain ? -1 : 1));
  const lead = html`${timeText(now)}, stsctl ${version}; each domain is checked every ${spanText(intervalMs)}${configuration.isCurrent ? null : html`; <strong class="bad">stsctl.conf is not valid: the one of ${timeText(configuration.loadedAt)} is in use</strong>`}`;
  return layout(`MTA-STS on ${host}`, lead, [facts(snapshot), trouble(sorted), domainTable(sorted, snapshot)]);
}

/** Not seen yet comes before what is well. */
function rankOf(domain: DomainState): number {
  const worst = worstOf(domain);
  return worst === null ? 2 : RANK[worst];
}

function facts({ domains, now }: Snapshot): Html {
  const count = (worst: ReturnType<typeof worstOf>) => domains.filter((each) => worstOf(each) === worst).length;
  const expiries = domains.flatMap(({ memory }) => (memory.last?.certificateExpires == null ? [] : [daysUntil(memory.last.certificateExpires, now)]));
  const soonest = expiries.reduce((least, each) => Math.min(least, each), Number.POSITIVE_INFINITY);
  const failed = domains.reduce((sum, { reports }) => sum + (reports?.failed ?? 0), 0);
  const hasReports = domains.some(({ reports }) => reports !== null);
  const all: [string, string, string][] = [
    ['domains', grouped(domains.length), ''],
    ['with errors', grouped(count('error')), count('error') > 0 ? 'bad' : 'ok'],
    ['with warnings', grouped(count('warning')), count('warning') > 0 ? 'warn' : 'ok'],
    ['not checked yet', grouped(count(null)), ''],
    ['days to the next expiry', Number.isFinite(soonest) ? grouped(Math.max(0, soonest)) : '–', soonest < FEW_DAYS ? 'bad' : ''],
    ...(hasReports ? [['sessions failed, 30 days', grouped(failed), failed > 0 ? 'bad' : 'ok'] as [string, string, string]] : []),
  ];
  return html`<dl class="facts">${all.map(([name, value, tone]) => html`<div><dt>${name}</dt><dd class="${tone}">${value}</dd></div>`)}</dl>`;
}

function trouble(sorted: readonly DomainState[]): Html | null {
  const bad = sorted.filter((each) => rankOf(each) < 2);
  if (bad.length === 0) return null;
  const left = bad.length - MOST_IN_TROUBLE;
  return html`<section><h2>What to look at</h2>${bad.slice(0, MOST_IN_TROUBLE).map(domainTrouble)}${left > 0 ? html`<p class="soft">and ${grouped(left)} more domains, in the table</p>` : null}</section>`;
}

function domainTrouble({ domain, shown, memory: { last } }: DomainState): Html {
  const findings = (last?.findings ?? []).filter(({ severity }) => severity !== 'note');
  const left = findings.length - MOST_FINDINGS;
  return html`<h3>${link(domain, shown)}</h3><ul class="findings">${findings.slice(0, MOST_FINDINGS).map(({ severity, where, message }) => html`<li><span class="${TONES[severity]}">${severity}</span> ${where === null ? null : `${where}: `}${message}</li>`)}${left > 0 ? html`<li class="soft">and ${left} more</li>` : null}</ul>`;
}

export function link(domain: string, shown: string): Html {
  return html`<a href="/domains/${domain}">${shown}</a>`;
}

function domainTable(sorted: readonly DomainState[], { now }: Snapshot): Html {
  const hasReports = sorted.some(({ reports }) => reports !== null);
  const rows = sorted.map((each) => {
    const { domain, shown, memory: { last }, reports } = each;
    return [
      link(domain, shown),
      modeCell(each),
      last === null ? html`<span class="soft">–</span>` : findingsCell(last),
      html`<span class="soft tag">${last === null ? '–' : `${spanText(now - last.at)} ago`}</span>`,
      ...(hasReports ? [reportsCell(reports)] : []),
      certificateCell(last?.certificateExpires ?? null, now),
    ];
  });
  const bars = sorted.map(({ memory: { last } }) => [last?.certificateExpires == null ? 0 : Math.min(WHOLE_LIFE_DAYS, Math.max(0, daysUntil(last.certificateExpires, now))), WHOLE_LIFE_DAYS] as const);
  return html`<section class="columns${hasReports ? ' with-reports' : null}"><h2>All domains</h2>${table({ caption: html`Those in trouble first<span class="bar">; the bar is what is left of a certificate of 90 days</span>`, columns: ['domain', 'mode', 'findings', 'checked', ...(hasReports ? ['sessions, 30 days'] : []), 'certificate'], rows, bars })}</section>`;
}

function reportsCell(reports: DomainState['reports']): Html {
  if (reports === null) return html`<span class="soft">–</span>`;
  return html`<span class="tag">${grouped(reports.successful)} ok${reports.failed > 0 ? html`, <span class="bad">${grouped(reports.failed)} failed</span>` : null}</span>`;
}
