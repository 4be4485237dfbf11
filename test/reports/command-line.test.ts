// stsctl reports: what the commands print and how they exit.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { reportTree, type Tree } from '../support/report-tree.ts';
import { detail, reportJson, reportMail, type ReportOptions } from '../support/reports.ts';
import { STSCTL } from '../support/stsctl.ts';

const DAY_MS = 86_400_000;
/** The command line has the clock of the machine. */
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);

async function filled(...reports: readonly ReportOptions[]): Promise<Tree> {
  const tree = reportTree();
  for (const [index, options] of reports.entries()) tree.put(`${index}.json`, JSON.stringify(reportJson({ day: daysAgo(3), id: `r${index}`, ...options })));
  await tree.add(undefined, { now: new Date() });
  return tree;
}

const json = async (tree: Tree, ...argv: string[]) => JSON.parse((await tree.run('reports', ...argv, '--json')).stdout);

test('summary: totals come from the summaries; details, of which one session may have several, don\'t add to them', async () => {
  const tree = await filled(
    { successful: 100, failed: 3, details: [detail('certificate-expired', 3), detail('validation-failure', 2), detail('certificate-expired', 1, 'other.example.com')] },
    { organization: 'Comcast', successful: 7, failed: 0, day: daysAgo(5) },
    { organization: 'Comcast', domain: 'example.org', successful: 1 },
  );
  const summary = await json(tree, 'summary');
  assert.deepEqual([summary.reports, summary.duplicates, summary.sessions], [3, 0, { successful: 108, failed: 3 }]);
  assert.deepEqual(summary.byDay, { [daysAgo(5)]: { reports: 1, successful: 7, failed: 0 }, [daysAgo(3)]: { reports: 2, successful: 101, failed: 3 } });
  assert.deepEqual(summary.byOrganization, { 'Google Inc.': { reports: 1, successful: 100, failed: 3 }, Comcast: { reports: 2, successful: 8, failed: 0 } });
  assert.deepEqual(Object.entries(summary.byResultType as Record<string, { sessions: number }>).map(([type, { sessions }]) => [type, sessions]), [['certificate-expired', 4], ['validation-failure', 2]]);
  assert.deepEqual(summary.byMx['mail.example.com'], { sessions: 5, byResultType: { 'certificate-expired': 3, 'validation-failure': 2 } });
  assert.deepEqual(summary.bySendingNetwork, { '209.85.220.0/24': { sessions: 6 } });
  assert.deepEqual((await json(tree, 'summary', '--domain', 'EXAMPLE.org')).sessions, { successful: 1, failed: 0 });
  assert.deepEqual((await json(tree, 'summary', '--days', '4')).reports, 2);
  const { stdout } = await tree.run('reports', 'summary');
  assert.match(stdout, /108 sessions ok, 3 failed \(2\.7 %\)/);
  assert.match(stdout, /certificate-expired +4 +█+\n {4}the certificate that the MX presents is out of date.*\n {4}look into it: stsctl check/);
  assert.match((await tree.run('reports', 'summary', '--csv')).stdout, /^by,name,reports,successful,failed\ntotal,,3,108,3\n/);
});

test('list, and show by the beginning of an id', async () => {
  const tree = await filled({ details: [detail('sts-webpki-invalid', 1)], failed: 1 }, { organization: '=HYPERLINK("x")' });
  const { stdout } = await tree.run('reports', 'list', '--csv');
  assert.match(stdout, /"'=HYPERLINK\(""x""\)"/);
  const first = (await tree.run('reports', 'list', '--ndjson')).stdout.split('\n').find((line) => line.includes('sts-webpki-invalid'));
  const { id } = JSON.parse(first ?? '') as { id: string };
  const shown = await tree.run('reports', 'show', id.slice(0, 8));
  assert.match(shown.stdout, /sts-webpki-invalid: the certificate of mta-sts\.example\.com is out of date[^]*look into it: stsctl check example\.com/);
  assert.equal((await tree.run('reports', 'show', '0000')).exit, 1);
  assert.match((await tree.run('reports', 'show', 'xyz')).stderr, /an id has 4 to 16 hexadecimal digits/);
});

test('names of senders reach neither the terminal nor the page as more than text', async () => {
  const hostile = '\u001b]0;x\u0007<script>alert(1)</script>"><img src=x onerror=alert(2)>\u202e';
  const tree = await filled({ organization: hostile, failed: 1, id: hostile, details: [detail(hostile, 1, `'"><svg/onload=alert(3)>`)] });
  for (const argv of [['list'], ['summary'], ['summary', '--csv'], ['gate', 'example.com'], ['list', '--ndjson']]) {
    // eslint-disable-next-line no-control-regex
    assert.doesNotMatch((await tree.run('reports', ...argv)).stdout, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/, argv.join(' '));
  }
  const page = (await tree.run('reports', 'html')).stdout;
  assert.doesNotMatch(page, /<script|<img|<svg\/|onload=alert\(3\)>(?!.*&)|javascript:/i);
  assert.match(page, /&lt;script&gt;alert\(1\)/);
  for (const [, attributes = ''] of page.matchAll(/<[a-z][a-z0-9]*((?:\s+[^<>]*)?)>/gi)) assert.doesNotMatch(attributes.replaceAll(/"[^"]*"/g, '""'), /\son\w+\s*=/i);
});

test('html: one page that fetches nothing, each chart with its table, written whole or not at all', async () => {
  const tree = await filled({ failed: 2, details: [detail('certificate-expired', 2)] }, { day: daysAgo(4) });
  const file = `${tree.root}/page.html`;
  assert.deepEqual(await tree.run('reports', 'html', '--out', file), { exit: 0, stdout: '', stderr: '' });
  const page = readFileSync(file, 'utf8');
  assert.doesNotMatch(page, /\b(?:src|href|action|data)\s*=|url\(|@import|https?:/);
  assert.match(page, /<svg class="days"[^>]* role="img" aria-label="Sessions by day: 2 days, 20 sessions ok, 2 failed"/);
  assert.match(page, /<details><summary>The days as a table<\/summary>.*<table>/);
  assert.match(page, /prefers-color-scheme: dark[^]*@media print/);
  assert.match(page, /<th scope="row">mail\.<wbr>example\.<wbr>com<\/th>/, 'a narrow screen breaks a host name behind a dot');
  assert.ok(page.endsWith('</html>\n'));
  assert.match(page, /no policy file on this host[^]*no certificate for the policy that can be read on this host/);
  const policies = `${tree.root}/var/www/mta-sts`;
  mkdirSync(policies, { recursive: true });
  mkdirSync(`${tree.root}/etc/ssl`, { recursive: true });
  writeFileSync(`${policies}/mta-sts.txt`, 'version: STSv1\r\n');
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', '/dev/null', '-out', `${tree.root}/etc/ssl/mta-sts.example.com.fullchain.pem`, '-days', '41', '-subj', '/CN=mta-sts.example.com'], { stdio: 'ignore' });
  assert.match((await tree.run('reports', 'html', '--domain', 'example.com')).stdout, /is not the configured one[^]*the certificate of the policy is good until [^]* 40 days from now/);
  writeFileSync(`${policies}/mta-sts.txt`, 'version: STSv1\r\nmode: testing\r\nmx: mail.example.com\r\nmax_age: 604800\r\n');
  assert.match((await tree.run('reports', 'html')).stdout, /the policy file on this host is the configured one/);
  const missing = await tree.run('reports', 'html', '--out', `${tree.root}/none/page.html`);
  assert.deepEqual([missing.exit, missing.stderr.includes('the page can\'t be written: ENOENT')], [1, true]);
});

test('gate: ready with days, organizations and no failure; else what is missing', async () => {
  const days = [2, 3, 4, 5];
  const of = (organization: string, change: ReportOptions = {}) => days.map((each) => ({ day: daysAgo(each), organization, id: `${organization}${each}`, ...change }));
  const args = ['gate', 'example.com', '--days', '4', '--organizations', '2'];
  const counted = async (...reports: readonly ReportOptions[]) => {
    const tree = await filled(...reports);
    appendFileSync(`${tree.root}/etc/stsctl.conf`, '[reports]\ncount_unproved = yes\n');
    return tree;
  };
  assert.equal((await (await counted(...of('A'), ...of('B'))).run('reports', ...args)).exit, 0);
  const unproved = await (await filled(...of('A'), ...of('B'))).run('reports', ...args);
  assert.equal(unproved.exit, 2);
  assert.match(unproved.stdout, /no {3}0 of 4 days have proved reports that saw the policy in testing or enforce\n {7}next: hand report mails over [^]*no {3}0 of 2 organizations [^]*; 8 reports without proof count for their failures alone\n/);
  assert.equal(unproved.stdout.match(/hand report mails over/g)?.length, 1, 'what to do is said once');
  const told = async (...reports: readonly ReportOptions[]) => {
    const tree = await counted(...reports);
    const { exit } = await tree.run('reports', ...args);
    const verdict = await json(tree, ...args);
    return [exit, verdict.conditions.filter((each: { isMet: boolean }) => !each.isMet).map((each: { name: string }) => each.name)];
  };
  assert.deepEqual(await told(...of('A')), [2, ['organizations']]);
  assert.deepEqual(await told(...of('A').slice(1), ...of('B').slice(1)), [2, ['days-in-testing', 'no-gap']]);
  assert.deepEqual(await told(...of('A', { mode: 'none' }), ...of('B', { mode: 'none' })), [2, ['days-in-testing']]);
  assert.deepEqual(await told(...of('A'), ...of('B', { failed: 1, details: [detail('sts-policy-fetch-error')] })), [2, ['no-failures']]);
  assert.deepEqual(await told(...of('A'), ...of('B', { failed: 1 })), [2, ['no-failures']]);
  assert.deepEqual(await told(...of('A'), ...of('B', { failed: 1, details: [detail('tlsa-invalid')] })), [0, []]);
  assert.deepEqual(await told(...of('A'), ...of('B'), ...of('C', { type: 'tlsa', failed: 1, details: [detail('certificate-expired')] })), [0, []]);
  assert.deepEqual(await told(), [2, ['days-in-testing', 'no-gap', 'organizations']]);
  const outside = await counted(...of('A', { failed: 1, details: [detail('validation-failure', 1, 'old.example.net')] }), ...of('B'));
  assert.match((await outside.run('reports', ...args)).stdout, /old\.example\.net is not in the policy: with enforce, senders will not deliver to it/);
});

test('export: a row a policy with a key that stays the same, lists as JSON, values as they are', async () => {
  const tree = await filled({ organization: '=1+1, "x"', failed: 1, details: [detail('certificate-expired')] }, { domain: 'example.org' });
  const { stdout } = await tree.run('reports', 'export');
  const rows = stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.deepEqual(rows.map(({ organization, domain, successful, failed, trust }) => [organization, domain, successful, failed, trust]).sort(), [['=1+1, "x"', 'example.com', 10, 1, 'unverified'], ['Google Inc.', 'example.org', 10, 0, 'unverified']]);
  assert.equal(new Set(rows.map(({ key }) => key)).size, 2);
  assert.equal((await tree.run('reports', 'export')).stdout, stdout);
  const csv = (await tree.run('reports', 'export', '--csv', '--domain', 'example.com')).stdout.trimEnd().split('\n');
  assert.equal(csv.length, 2);
  assert.match(csv[0] ?? '', /^key,id,day,organization,report_id,/);
  assert.match(csv[1] ?? '', /,"=1\+1, ""x""",/);
  assert.match(csv[1] ?? '', /,"\[\{""type"":""certificate-expired"",/);
});

test('the command line: what it lacks, and what it does not take', async () => {
  const tree = reportTree();
  for (const [argv, message] of [
    [['reports'], /reports needs one of add, list, show, summary, export, gate, html/],
    [['reports', 'remove'], /there is no command "reports remove"; there are add, list/],
    [['reports', 'summary', '--days', '0'], /--days is "0"; give a whole number, 1 to 3660/],
    [['reports', 'summary', '--csv', '--ndjson'], /takes either --csv or --ndjson/],
    [['reports', 'add', '--days', '3'], /reports add takes no --days/],
    [['reports', 'gate'], /gate needs a domain/],
    [['reports', 'gate', 'other.example'], /there is no \[domain other\.example\]/],
    [['reports', 'summary', '--domain', 'a b'], /domain "a b" holds a blank/],
  ] as const) {
    const { exit, stderr } = await tree.run(...argv);
    assert.equal(exit, 1);
    assert.match(stderr, message);
  }
  assert.deepEqual(await tree.run('reports', 'summary'), { exit: 0, stdout: 'no report\n', stderr: '' });
  const missing = await tree.run('reports', 'add', `${tree.inbox}/none`);
  assert.deepEqual([missing.exit, missing.stderr], [1, `${tree.inbox}/none: can't be read: no such file or directory; not stored\n`]);
});

/** As a delivery agent runs it: the built program, a mail on standard input. */
function deliver(tree: Tree, mail: Buffer | string, ...argv: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [STSCTL, '--root', tree.root, 'reports', 'add', ...argv, '-'], { input: mail, encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('a delivery agent gets 0 in silence, 65 for what can never be stored, 75 for what can\'t be stored now', () => {
  const tree = reportTree();
  const mail = reportMail(reportJson({ day: daysAgo(2) }));
  assert.deepEqual(deliver(tree, mail), { status: 0, stdout: '', stderr: '' });
  assert.deepEqual(deliver(tree, Buffer.concat([Buffer.from('From x Mon Nov 23 10:00:00 2026\n'), mail]), '-v').stdout, '0 reports stored, 1 duplicate\n');
  assert.equal(deliver(tree, 'From: a@example.net\nSubject: hello\n\nhello\n').status, 65);
  assert.deepEqual(deliver(tree, reportMail(reportJson({ domain: 'foreign.example' }))), { status: 65, stdout: '', stderr: 'standard input: is a report of foreign.example, which is not configured; not stored\n' });
  writeFileSync(`${tree.root}/etc/stsctl.conf`, 'broken');
  assert.equal(deliver(tree, mail).status, 75);
  const other = reportTree();
  mkdirSync(`${other.root}/var/db`, { recursive: true });
  writeFileSync(`${other.root}/var/db/stsctl`, 'a file where the directory should be');
  const now = deliver(other, mail);
  assert.equal(now.status, 75);
  assert.match(now.stderr, /not a directory|EEXIST|ENOTDIR/);
});

test('what is printed of a large store waits for its reader, and ends with him', async () => {
  const tree = await filled(...Array.from({ length: 1500 }, () => ({})));
  const count = (script: string) => spawnSync('sh', ['-c', `${process.execPath} ${STSCTL} --root ${tree.root} reports ${script}`], { encoding: 'utf8', timeout: 60_000 });
  assert.equal(count('export | (sleep 1; wc -l)').stdout.trim(), '1500');
  const head = count('list --ndjson | head -n 1');
  assert.deepEqual([head.status, head.stdout.split('\n').length, head.stderr], [0, 2, '']);
});
