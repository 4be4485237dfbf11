// 20,000 gzipped reports, as files and as mails: read, judged, deduped and stored, against a bare loop over the same files.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { gunzipSync, gzipSync } from 'node:zlib';
import { addReports } from '../src/reports/add-reports.ts';
import { readArrivals } from '../src/reports/input/read-arrivals.ts';
import { ReportStore } from '../src/reports/store/report-store.ts';
import { STATE } from '../src/model/base-system.ts';
import { reportMail } from '../test/support/reports.ts';
import { manyReports } from './_reports.ts';
import { cpuOfChildren, measureAsync, print } from './_measure.ts';

const COUNT = 20_000;
const ROUNDS = 10;
const NOW = new Date('2026-11-24T10:00:00Z');
/** What a summary is, as somebody would write it for jq. */
const JQ = `reduce inputs as $r ({}; ($r["date-range"]["start-datetime"][:10]) as $day | reduce $r.policies[] as $p (.;
  .byDay[$day].ok += $p.summary["total-successful-session-count"] | .byDay[$day].failed += $p.summary["total-failure-session-count"]
  | .byOrganization[$r["organization-name"]].ok += $p.summary["total-successful-session-count"] | .byOrganization[$r["organization-name"]].failed += $p.summary["total-failure-session-count"]
  | reduce ($p["failure-details"][]?) as $d (.; .byResultType[$d["result-type"]] += $d["failed-session-count"])))`;
const folder = mkdtempSync(`${tmpdir()}/stsctl-bench-`);
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const [files, mails] = [`${folder}/files`, `${folder}/mails`];
for (const each of [files, mails, `${folder}/store/etc`]) mkdirSync(each, { recursive: true });
writeFileSync(`${folder}/store/etc/stsctl.conf`, '[domain example.com]\nmx[] = mail.example.com\n');
const bytes = { packed: 0, plain: 0 };
let index = 0;
for (const report of manyReports(COUNT)) {
  index += 1;
  const text = JSON.stringify(report);
  const content = gzipSync(text);
  bytes.packed += content.length;
  bytes.plain += text.length;
  writeFileSync(`${files}/${index}.json.gz`, content);
  writeFileSync(`${mails}/${index}.eml`, reportMail(report, { content }));
}

function bareLoop(): number {
  let sum = 0;
  for (const name of readdirSync(files)) {
    const { policies } = JSON.parse(gunzipSync(readFileSync(`${files}/${name}`)).toString('utf8')) as { policies: { summary: { 'total-successful-session-count': number } }[] };
    for (const { summary } of policies) sum += summary['total-successful-session-count'];
  }
  return sum;
}

const store = `${folder}/store${STATE}/reports`;

async function add(from: string): Promise<void> {
  const added = await addReports(readArrivals(from), {
    domains: new Set(['example.com']),
    keepDays: 400,
    requireDkim: false,
    now: NOW,
    store: new ReportStore(store),
    resolveTxt: () => Promise.reject(new Error('no mail here is signed')),
    onRejected: ({ name, problem }) => {
      throw new Error(`${name}: ${problem}`);
    },
  });
  if (added.stored !== COUNT) throw new Error(`${added.stored} stored`);
}

const spent = await measureAsync({ bare: bareLoop, files: () => add(files), mails: () => add(mails) }, ROUNDS, () => rmSync(store, { recursive: true, force: true }));
const of = (name: string) => (spent[name]?.user ?? Number.NaN) + (spent[name]?.system ?? Number.NaN);
/** User and system time of what a shell runs. */
const ofShell = (script: string) => cpuOfChildren(ROUNDS, () => spawnSync('sh', ['-c', `{ ${script}\n} > /dev/null; times`], { encoding: 'utf8' }).stdout);
// All of it in one stream: no file is opened.
spawnSync('sh', ['-c', `find ${files} -type f -print0 | xargs -0 cat > ${folder}/all.gz`]);
const floor = ofShell(`gzip -dc < ${folder}/all.gz`);

await add(files);
const summary = `${process.execPath} bin/stsctl --root ${folder}/store reports summary --json`;
const first = ofShell(`rm -f ${store}/*.days.json; ${summary}`);
const again = ofShell(summary);
const jq = ofShell(`zcat ${store}/*.raw.gz | jq -n '${JQ}'`);

const ratios = [
  ['reports/files', of('files'), 'bare loop of gunzipSync and JSON.parse', of('bare'), 2],
  ['reports/mails', of('mails'), 'the same bare loop over the reports alone', of('bare'), 3],
  ['reports/files-floor', of('files'), 'gzip -dc of all of it in one stream', floor, 8],
  ['reports/bare-floor', of('bare'), 'gzip -dc of all of it in one stream', floor, null],
  ['reports/summary-first', first, 'zcat | jq: sessions by day, organization and result type', jq, 1],
  ['reports/summary', again, 'zcat | jq: sessions by day, organization and result type', jq, 1],
] as const;
print({ name: 'reports/size', value: bytes.plain / COUNT, unit: `bytes a report, ${Math.round(bytes.packed / COUNT)} gzipped (${COUNT} reports)` });
for (const [name, value, against, other, goal] of ratios) {
  const ratio = value / other;
  print({ name, value, unit: 'ms, user and system', against, ratio, ...(goal === null ? {} : { goal: `<= ${goal}`, met: ratio <= goal }) });
}
for (const [name, { user, system, wall }] of Object.entries(spent)) print({ name: `reports/${name}-wall`, value: wall, unit: `ms (user ${Math.round(user)}, system ${Math.round(system)})` });
