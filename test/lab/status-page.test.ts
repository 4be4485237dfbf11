// The pages as their readers see them: stsctl watch and reports html in Debian's chromium, narrow and wide, light and dark, with 1, 20 and 500 domains.
import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { after, before, test } from 'node:test';
import { openBrowser, whyNoBrowser } from '../support/browser.ts';
import { stsctl } from '../support/stsctl.ts';
import { manyStates } from '../support/watch.ts';
import { confOf, writeMemories, writeReports } from '../support/watched-domains.ts';
import { watching, watchTree, type Watching } from '../support/watching.ts';

const skip = whyNoBrowser();
const WIDTHS = [400, 1400] as const;
const SCHEMES = ['light', 'dark'] as const;
/** Domains, and how many days of reports each has. */
const SIZES = [[1, 12], [20, 12], [500, 1]] as const;
/** Pages of domains that are clicked through at each width. */
const MOST_CLICKED = 8;
const MANY = 100;

let browser: Browser;
before(async () => {
  if (skip === false) browser = await openBrowser();
});
after(() => browser?.close());

interface Site {
  readonly watch: Watching;
  readonly domains: readonly string[];
  /** The page of `reports html`. */
  readonly reports: string;
}

async function siteOf(count: number, days: number): Promise<Site> {
  const states = manyStates(count);
  const root = watchTree(confOf(states));
  const domains = states.map(({ domain }) => domain);
  writeMemories(root, states);
  writeReports(`${root}/inbox`, domains.filter((_, index) => index % 7 !== 6), days);
  assert.equal(stsctl(['--root', root, 'reports', 'add', `${root}/inbox`]).exit, 0);
  assert.equal(stsctl(['--root', root, 'reports', 'html', '--out', `${root}/reports.html`]).exit, 0);
  // A name server that never answers: what is shown is what was remembered.
  return { watch: await watching(root, '--resolver', '127.0.0.1:9'), domains, reports: pathToFileURL(`${root}/reports.html`).href };
}

interface Window {
  readonly page: Page;
  /** What the browser complained of: errors of the console, of the page, and of requests; and requests that went elsewhere. */
  readonly complaints: readonly string[];
}

async function open(site: Site, options: BrowserContextOptions): Promise<Window> {
  const page = await browser.newPage(options);
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`page: ${error.message}`));
  page.on('requestfailed', (request) => complaints.push(`request: ${request.url()}`));
  page.on('request', (request) => void (request.url().startsWith(site.watch.origin) || request.url() === site.reports || complaints.push(`elsewhere: ${request.url()}`)));
  return { page, complaints };
}

/** Elements that stick out of the window: nothing is to be scrolled to. */
const STICKING_OUT = `[...document.querySelectorAll('body *')].filter((each) => each.getBoundingClientRect().right > innerWidth + 0.5).map((each) => each.tagName + ': ' + each.textContent.slice(0, 40)).slice(0, 5)`;

async function assertFits(page: Page, what: string): Promise<void> {
  assert.deepEqual(await page.evaluate(STICKING_OUT), [], `${what}: sticks out`);
}

for (const [count, days] of SIZES) {
  test(`${count} domains: each width and scheme can be read and clicked through, without a script`, { skip }, async () => {
    const site = await siteOf(count, days);
    for (const width of WIDTHS) for (const colorScheme of SCHEMES) await assertGood(site, { viewport: { width, height: 900 }, colorScheme });
    assert.equal((await site.watch.end('SIGTERM')).exit, 0);
  });
}

async function assertGood(site: Site, options: BrowserContextOptions): Promise<void> {
  const what = `${site.domains.length} domains, ${options.viewport?.width} px, ${options.colorScheme}`;
  const { page, complaints } = await open(site, { ...options, javaScriptEnabled: false });
  await page.goto(`${site.watch.origin}/`);
  await assertFits(page, what);
  await assertTable(page, site.domains);
  await clickThrough(page, site, what);
  await page.goto(site.reports);
  await assertFits(page, `reports, ${what}`);
  assert.deepEqual(complaints, [], what);
  await page.context().close();
  // Of very many domains each width and each scheme once: it takes half a minute.
  if (site.domains.length <= MANY || (options.viewport?.width === WIDTHS[0]) === (options.colorScheme === 'light')) await assertAccessible(site, options, what);
}

/** It refreshes by intent, and what is read can't be lost by it: there is nothing to fill in. */
const AXE = `axe.run(document, { resultTypes: ['violations'], rules: { 'meta-refresh': { enabled: false } } })`;

/** What axe makes of it: names, headings, tables, and the contrast of every text. */
async function assertAccessible(site: Site, options: BrowserContextOptions, what: string): Promise<void> {
  const { page, complaints } = await open(site, options);
  for (const url of [`${site.watch.origin}/`, `${site.watch.origin}/domains/${site.domains[3] ?? site.domains[0]}`, site.reports]) {
    await page.goto(url);
    await page.evaluate(axe.source);
    const { violations } = (await page.evaluate(AXE)) as axe.AxeResults;
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`), [], `${url}, ${what}`);
  }
  assert.deepEqual(complaints, [], what);
  await page.context().close();
}

/** As a screen reader has it: a named table, a header for each column, a row for each domain that begins with its name. */
async function assertTable(page: Page, domains: readonly string[]): Promise<void> {
  const table = page.getByRole('table', { name: /^Those in trouble first/ });
  const columns = await table.getByRole('columnheader').allTextContents();
  assert.deepEqual(columns.filter((each) => each !== '').slice(0, 3), ['domain', 'mode', 'findings']);
  assert.deepEqual((await table.getByRole('rowheader').allTextContents()).sort(), [...domains].sort());
}

/** Every link is followed, and leads back; of many domains, some. */
async function clickThrough(page: Page, { watch, domains }: Site, what: string): Promise<void> {
  const links = (await page.evaluate(`[...document.links].map((each) => each.getAttribute('href'))`)) as string[];
  assert.deepEqual([...new Set(links)].sort(), domains.map((each) => `/domains/${each}`).sort());
  const every = Math.ceil(domains.length / MOST_CLICKED);
  for (const domain of domains.filter((_, index) => index % every === 0)) {
    await page.getByRole('rowheader').getByRole('link', { name: domain, exact: true }).click();
    assert.equal(page.url(), `${watch.origin}/domains/${domain}`);
    assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), domain);
    await assertFits(page, `${domain}, ${what}`);
    await page.getByRole('link', { name: 'all domains' }).click();
    assert.equal(page.url(), `${watch.origin}/`);
    await page.waitForLoadState();
  }
}

test('where scripts may run, the policy of the page lets none in: the browser refuses it', { skip }, async () => {
  const site = await siteOf(1, 1);
  const page = await browser.newPage();
  const refused: string[] = [];
  page.on('console', (message) => refused.push(message.text()));
  const response = await page.goto(`${site.watch.origin}/`);
  assert.match(response?.headers()['content-security-policy'] ?? '', /^default-src 'none'/);
  assert.deepEqual(refused, [], 'the page itself breaks no rule of its own');
  await page.evaluate(`document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = true' }), Object.assign(document.createElement('img'), { src: '/metrics' }))`);
  assert.equal(await page.evaluate('window.ran'), undefined);
  for (const kind of [/inline script/, /loading the image/i]) assert.ok(refused.some((each) => kind.test(each)), refused.join('\n'));
  assert.equal(await page.evaluate(`getComputedStyle(document.querySelector('.facts')).display`), 'grid', 'its own style is let in');
  await page.close();
  await site.watch.end('SIGTERM');
});
