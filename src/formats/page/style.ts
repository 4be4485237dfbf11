// The page's style: system fonts, light and dark, narrow and wide, paper. No address of anything else in it.
import { Html } from './html.ts';

export const STYLE = new Html(`
:root { color-scheme: light dark; --back: #fff; --ink: #1b1f24; --soft: #59636e; --line: #d8dee4; --card: #f6f8fa; --ok: #2f7d4f; --bad: #c0362c; --bar: #5b7fb5; }
@media (prefers-color-scheme: dark) { :root { --back: #14171a; --ink: #e4e7ea; --soft: #9aa4ae; --line: #343b42; --card: #1d2125; --ok: #5fb884; --bad: #f0786c; --bar: #86a8dc; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 68rem; background: var(--back); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; line-height: 1.25; } h2 { font-size: 1.15rem; margin: 2.25rem 0 .5rem; }
p { margin: .25rem 0 .75rem; } .soft { color: var(--soft); } code { font: .9em ui-monospace, monospace; background: var(--card); padding: .1em .3em; border-radius: 3px; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .75rem; margin: 1.25rem 0; padding: 0; }
.facts div { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: .6rem .8rem; } .facts dt { color: var(--soft); font-size: .85rem; } .facts dd { margin: 0; font-size: 1.4rem; font-variant-numeric: tabular-nums; }
.bad { color: var(--bad); } .ok { color: var(--ok); }
figure { margin: .5rem 0; } svg.days { display: block; width: 100%; height: auto; } .axis-labels { display: flex; justify-content: space-between; font-size: .8rem; }
.fill-ok { fill: var(--ok); } .fill-bad { fill: var(--bad); } .fill-bar { fill: var(--bar); } .axis { stroke: var(--line); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; } caption { text-align: left; color: var(--soft); font-size: .85rem; padding-bottom: .25rem; }
td:not(.n, .bar) { min-width: 7rem; } th, td { text-align: left; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; } th { font-weight: 600; font-size: .85rem; color: var(--soft); } td.n, th.n { text-align: right; white-space: nowrap; padding-left: .6rem; } .n + :not(.n) { padding-left: 1.2rem; }
tbody th { color: var(--ink); font-size: 1rem; font-weight: 500; min-width: 8rem; } td.bar { width: 22%; min-width: 3.5rem; } td.bar svg { display: block; width: 100%; height: 1.1rem; }
summary { cursor: pointer; color: var(--soft); padding: .25rem 0; } .cause { display: block; color: var(--soft); font-size: .9rem; font-weight: 400; } .legend span { margin-right: 1rem; white-space: nowrap; } .legend svg { width: .8rem; height: .8rem; vertical-align: -.05rem; margin-right: .3rem; }
ul.gate { list-style: none; margin: .25rem 0; padding: 0; } ul.gate li { padding: .15rem 0; }
h3 { font-size: 1.05rem; margin: 1rem 0 0; }
@media (max-width: 34rem) { .bar { display: none; } body { padding: .75rem; } th, td { padding-right: .4rem; } td:not(.n) { min-width: 0; } tbody th { min-width: 9.75rem; } .n + :not(.n) { padding-left: .6rem; } }
@media print { :root { --back: #fff; --ink: #000; --soft: #444; --line: #bbb; --card: #fff; } body { max-width: none; padding: 0; font-size: 10pt; } h2, tr, figure { break-inside: avoid; } h2 { break-after: avoid; } details::details-content { content-visibility: visible; display: block; } svg { print-color-adjust: exact; } }
`);
