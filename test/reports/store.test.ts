// The store: duplicates, crashes, several writers, retention; and that its files say what the manual says.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, chmodSync, chownSync, existsSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatStored, parseStored } from '../../src/formats/tls-report/stored-line.ts';
import { KeyTable } from '../../src/reports/store/key-table.ts';
import { readStored } from '../../src/reports/store/read-stored.ts';
import { summarize } from '../../src/reports/summary/summarize.ts';
import { reportTree } from '../support/report-tree.ts';
import { reportJson, type Members } from '../support/reports.ts';
import { REPOSITORY } from '../support/stsctl.ts';

const ALL = { domain: null, from: null, to: null };

function put(tree: ReturnType<typeof reportTree>, ...ids: string[]): void {
  for (const id of ids) tree.put(`${id}.json`, JSON.stringify(reportJson({ id })));
}

test('a report that comes again is a duplicate, in the same run and the next', async () => {
  const tree = reportTree();
  put(tree, 'a', 'b');
  tree.put('again.json', JSON.stringify(reportJson({ id: 'a' }), null, 1));
  assert.deepEqual(pick(await tree.add()), [2, 1]);
  assert.deepEqual(pick(await tree.add()), [0, 3]);
  const { reports, duplicates } = summarize(tree.store, ALL);
  assert.deepEqual([reports, duplicates], [2, 4]);
});

function pick({ stored, duplicates }: { stored: number; duplicates: number }): number[] {
  return [stored, duplicates];
}

test('the same again in other words is the same; another organization, id, range or policy is not', async () => {
  const tree = reportTree();
  const policyOf = (report: Members) => report['policies'][0] as Members;
  const variants: readonly ((report: Members) => void)[] = [
    () => undefined,
    (report) => void (report['contact-info'] = null),
    (report) => void (policyOf(report)['summary'] = { 'total-successful-session-count': 99, 'total-failure-session-count': 0 }),
    (report) => void (report['organization-name'] = 'Other'),
    (report) => void (report['report-id'] = 'other'),
    (report) => void (report['date-range'] = { 'start-datetime': '2026-11-22T01:00:00Z', 'end-datetime': '2026-11-22T23:59:59Z' }),
    (report) => void ((policyOf(report)['policy'] as Members)['policy-type'] = 'tlsa'),
    (report) => void ((policyOf(report)['policy'] as Members)['policy-string'] = ['mode: enforce']),
  ];
  for (const [index, change] of variants.entries()) {
    const report = reportJson({ id: 'v' });
    change(report);
    tree.put(`${index}.json`, JSON.stringify(report));
  }
  assert.deepEqual(pick(await tree.add()), [6, 2]);
});

test('of a report with several policies only what is new is stored, and the report of others is left out', async () => {
  const tree = reportTree();
  const [first, second, foreign] = ['example.com', 'example.org', 'foreign.example'].map((domain) => reportJson({ id: 'p', domain }));
  tree.put('1.json', JSON.stringify(first));
  await tree.add();
  tree.put('2.json', JSON.stringify({ ...first, policies: [first, second, foreign].map((each) => (each as Members)['policies'][0]) }));
  const added = await tree.add(`${tree.inbox}/2.json`);
  assert.deepEqual([...pick(added), added.foreign], [1, 0, 1]);
  assert.deepEqual(tree.lines().map((line) => parseStored(line)?.policies.map(({ domain }) => domain)), [['example.com'], ['example.org']]);
  assert.equal(summarize(tree.store, ALL).foreign, 1);
  assert.equal(summarize(tree.store, { ...ALL, domain: 'example.org' }).reports, 1);
});

test('a torn last line and raw bytes without a line are cut off by the next writer, and nobody counts them', async () => {
  for (const cut of [1, 2, 40, 400]) {
    const tree = reportTree();
    put(tree, 'a', 'b');
    await tree.add();
    const [lines, raw] = [`${tree.store}/2026-11.ndjson`, `${tree.store}/2026-11.raw.gz`];
    truncateSync(lines, statSync(lines).size - cut);
    appendFileSync(raw, 'half a gzip stream');
    assert.equal(summarize(tree.store, ALL).reports, 1);
    assert.deepEqual(pick(await tree.add()), [1, 1], `cut ${cut}`);
    assert.equal(summarize(tree.store, ALL).reports, 2);
    assert.equal(execFileSync('zcat', [raw], { encoding: 'utf8' }).match(/"report-id"/g)?.length, 2);
  }
});

test('keys and days are made again when missing, damaged or behind', async () => {
  for (const harm of [unlinkSync, (path: string) => writeFileSync(path, 'junk'), (path: string) => truncateSync(path, statSync(path).size - 4), (path: string) => flip(path)]) {
    const tree = reportTree();
    put(tree, 'a', 'b', 'c');
    await tree.add();
    summarize(tree.store, ALL);
    for (const kind of ['keys', 'days.json']) harm(`${tree.store}/2026-11.${kind}`);
    assert.equal(summarize(tree.store, ALL).reports, 3);
    put(tree, 'd');
    assert.deepEqual(pick(await tree.add()), [1, 3]);
    assert.equal(summarize(tree.store, ALL).reports, 4);
  }
});

function flip(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length - 3] = (bytes[bytes.length - 3] ?? 0) ^ 0xff;
  writeFileSync(path, bytes);
}

test('the lock of a writer that is gone is taken over', async () => {
  const tree = reportTree();
  put(tree, 'a');
  await tree.add();
  writeFileSync(`${tree.store}/lock`, '99999999\n');
  put(tree, 'b');
  assert.deepEqual(pick(await tree.add()), [1, 1]);
  assert.equal(existsSync(`${tree.store}/lock`), false);
});

test('eight writers at once store each report once', async () => {
  const tree = reportTree();
  put(tree, ...Array.from({ length: 40 }, (_, index) => `r${index}`));
  const code = `import { addReports } from '${REPOSITORY}src/reports/add-reports.ts'; import { readArrivals } from '${REPOSITORY}src/reports/input/read-arrivals.ts'; import { ReportStore } from '${REPOSITORY}src/reports/store/report-store.ts';
    const store = new ReportStore(${JSON.stringify(tree.store)});
    let stored = 0;
    for (const each of readArrivals(${JSON.stringify(tree.inbox)})) stored += (await addReports([each], { domains: new Set(['example.com']), keepDays: 400, requireDkim: false, now: new Date('2026-11-24'), store, resolveTxt: null, onRejected: console.error })).stored;
    console.log(stored);`;
  const counts = await Promise.all(Array.from({ length: 8 }, () => runCode(code)));
  assert.equal(counts.reduce((sum, each) => sum + each, 0), 40);
  assert.equal(new Set(tree.lines().map((line) => parseStored(line)?.id)).size, 40);
  assert.equal(tree.lines().length, 40);
  assert.equal(execFileSync('zcat', [`${tree.store}/2026-11.raw.gz`], { encoding: 'utf8' }).match(/"report-id"/g)?.length, 40);
});

function runCode(code: string): Promise<number> {
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], { cwd: REPOSITORY, stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => void (out += chunk.toString()));
  return new Promise((resolve) => child.on('close', () => resolve(Number(out))));
}

test('root adds as the owner of the store, so that his delivery agent can go on', { skip: process.getuid?.() !== 0 }, async () => {
  const tree = reportTree();
  mkdirSync(tree.store, { recursive: true });
  chmodSync(tree.root, 0o755);
  chownSync(tree.store, 12345, 12345);
  put(tree, 'a', 'a2');
  tree.put('again.json', JSON.stringify(reportJson({ id: 'a' })));
  assert.deepEqual(pick(await tree.add()), [2, 1]);
  assert.deepEqual([...new Set(readdirSync(tree.store).map((name) => statSync(`${tree.store}/${name}`).uid))], [12345]);
  assert.equal(process.geteuid?.(), 0);
});

test('a link that the owner of the store has put where root would save its sums leads root nowhere', { skip: process.getuid?.() !== 0 }, async () => {
  const tree = reportTree();
  mkdirSync(tree.store, { recursive: true });
  chmodSync(tree.root, 0o755);
  chownSync(tree.store, 12345, 12345);
  put(tree, 'a');
  await tree.add();
  const victim = `${tree.root}/root-only`;
  for (const plant of [symlinkSync, linkSync]) {
    writeFileSync(victim, 'mine\n', { mode: 0o600 });
    plant(victim, `${tree.store}/2026-11.days.json.${process.pid}`);
    assert.equal(summarize(tree.store, ALL).reports, 1);
    assert.equal(readFileSync(victim, 'utf8'), 'mine\n');
    assert.equal(existsSync(`${tree.store}/2026-11.days.json`), false);
    unlinkSync(`${tree.store}/2026-11.days.json.${process.pid}`);
    unlinkSync(victim);
  }
  assert.equal(summarize(tree.store, ALL).reports, 1);
  assert.equal(statSync(`${tree.store}/2026-11.days.json`).uid, 12345);
  assert.equal(process.geteuid?.(), 0);
});

test('a fifo or a link in place of a file of the store is not waited for and not followed', async () => {
  const tree = reportTree();
  put(tree, 'a');
  await tree.add();
  const [lines, sums, elsewhere] = ['2026-11.ndjson', '2026-11.days.json', '../elsewhere'].map((name) => `${tree.store}/${name}`) as [string, string, string];
  const plants = { EFTYPE: (path: string) => execFileSync('mkfifo', [path]), ELOOP: (path: string) => symlinkSync(elsewhere, path) };
  renameSync(lines, elsewhere);
  for (const [code, plant] of Object.entries(plants)) {
    plant(lines);
    assert.throws(() => [...readStored(tree.store, '2026-11')], { code });
    unlinkSync(lines);
  }
  renameSync(elsewhere, lines);
  for (const plant of Object.values(plants)) {
    rmSync(sums, { force: true });
    plant(sums);
    assert.equal(summarize(tree.store, ALL).reports, 1);
  }
});

test('what a run that was killed while it saved its sums has left goes with the next that writes', async () => {
  const tree = reportTree();
  put(tree, 'a');
  await tree.add();
  const gone = spawn('true');
  await new Promise((resolve) => gone.on('close', resolve));
  const [left, kept] = [gone.pid, process.ppid].map((pid) => `${tree.store}/2026-11.days.json.${pid}`) as [string, string];
  for (const file of [left, kept]) writeFileSync(file, '{');
  put(tree, 'b');
  await tree.add();
  assert.deepEqual([left, kept].map((file) => existsSync(file)), [false, true]);
});

test('months whose last day is older than keep_days go, whole', async () => {
  const tree = reportTree();
  for (const day of ['2026-09-30', '2026-10-01', '2026-11-22']) tree.put(`${day}.json`, JSON.stringify(reportJson({ day })));
  await tree.add();
  assert.deepEqual((await tree.add([], { keepDays: 60 })).removedMonths, []);
  assert.deepEqual((await tree.add([], { keepDays: 50 })).removedMonths, ['2026-09']);
  assert.deepEqual([...new Set(readdirSync(tree.store).map((name) => name.slice(0, 7)))].sort(), ['2026-10', '2026-11']);
});

test('each line gives its raw report, and reads back as it was', async () => {
  const tree = reportTree();
  put(tree, 'a', 'b', 'c');
  await tree.add();
  for (const line of tree.lines()) {
    const stored = parseStored(line);
    assert.ok(stored !== null);
    assert.equal(formatStored(stored), line);
    const raw = execFileSync('sh', ['-c', `tail -c +${stored.raw[0] + 1} ${tree.store}/2026-11.raw.gz | head -c ${stored.raw[1]} | gunzip`], { encoding: 'utf8' });
    assert.equal((JSON.parse(raw) as Members)['report-id'], stored.reportId);
  }
});

test('lines that an admin or a disk has spoilt are left out', async () => {
  const tree = reportTree();
  put(tree, 'a');
  await tree.add();
  appendFileSync(`${tree.store}/2026-11.ndjson`, '{"id":"x"}\nnull\n\n[]\n{"day":1}\n{"__proto__":{"id":"x"}}\n');
  assert.equal(summarize(tree.store, ALL).reports, 1);
  put(tree, 'b');
  assert.deepEqual(pick(await tree.add()), [1, 1]);
});

test('the key table knows what a Map knows', () => {
  const key = fc.record({ high: fc.integer({ min: 1, max: 40 }), low: fc.integer({ min: 0, max: 20 }).map((each) => each * 2) });
  fc.assert(
    fc.property(fc.array(fc.tuple(key, fc.boolean()), { maxLength: 2000 }), (entries) => {
      const [table, map] = [new KeyTable(), new Map<string, boolean>()];
      for (const [each, isVerified] of entries) {
        const name = `${each.high} ${each.low}`;
        table.set(each, isVerified);
        map.set(name, isVerified || map.get(name) === true);
        assert.equal(table.get(each), map.get(name) === true ? 'verified' : 'unverified');
      }
      assert.equal(table.size, map.size);
    }),
    { numRuns: 50 },
  );
});
