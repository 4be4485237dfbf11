// What the pages of the daemon have in common: no script, no address of anything outside, read again every minute.
import { createHash } from 'node:crypto';
import { Html, html, type Piece } from '../../formats/page/html.ts';
import { STYLE } from '../../formats/page/style.ts';

const REFRESH_SECONDS = 60;

/** The report page's style, and what a list of many domains needs. */
const WATCH_STYLE = new Html(`${STYLE.text}
a { color: inherit; } .warn { color: #9a6700; } .tag { white-space: nowrap; } .id { font: .85em ui-monospace, monospace; }
@media (prefers-color-scheme: dark) { .warn { color: #d4a72c; } }
ul.findings { list-style: none; margin: .25rem 0; padding: 0; } ul.findings li { padding: .35rem 0; border-bottom: 1px solid var(--line); }
.columns tbody th { min-width: 10rem; } .with-reports td.bar { width: 14%; } .changes tbody th { white-space: nowrap; } .columns td, .columns thead th { overflow-wrap: normal; }
@media (max-width: 34rem) { .columns tr > :nth-child(4), .with-reports tr > :nth-child(5), .changes tr > :nth-child(3) { display: none; } .changes tr > :nth-child(4) { display: table-cell; overflow-wrap: anywhere; } .columns table { font-size: .9rem; } .columns tbody th { min-width: 8.5rem; font-size: .95rem; } .changes tbody th { min-width: 6.5rem; white-space: normal; } }
`);

/** Only this style, and nothing else, may be loaded or sent anywhere. */
export const CONTENT_SECURITY_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(WATCH_STYLE.text).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

export function layout(title: string, lead: Piece, main: Piece): string {
  return html`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="${REFRESH_SECONDS}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><meta name="referrer" content="no-referrer">
<title>${title}</title><style>${WATCH_STYLE}</style></head>
<body><header><h1>${title}</h1><p class="soft">${lead}</p></header>
<main>${main}</main>
</body></html>
`.text;
}
