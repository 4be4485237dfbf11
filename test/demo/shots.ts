// The status page of a real stsctl watch and a page of reports, as a browser shows them: docs/pictures/*.png.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import type { Finding } from '../../src/model/finding.ts';
import type { DomainState } from '../../src/model/watch.ts';
import { openBrowser } from '../support/browser.ts';
import { REPOSITORY, stsctl } from '../support/stsctl.ts';
import { DAY_MS, findingOf, observationOf, stateOf, WATCH_NOW } from '../support/watch.ts';
import { confOf, writeMemories, writeReports } from '../support/watched-domains.ts';
import { startWatching } from '../support/watching.ts';

const FOLDER = join(REPOSITORY, 'docs/pictures');
const SIZE = { width: 1000, height: 880 };
const REPORTED_DAYS = 28;

const STATES: readonly DomainState[] = [
  domain('example.com', 61, []),
  domain('example.net', 44, [findingOf({ domain: 'example.net', where: '203.0.113.26:25', message: 'the certificate does not name mail2.example.net', next: 'get one that names mail2.example.net' })]),
  domain('example.org', 71, []),
  domain('bakery.example', 58, [], 'testing'),
  domain('clinic.example', 33, []),
  domain('garden.example', 9, [findingOf({ domain: 'garden.example', severity: 'warning', code: 'policy-certificate-expiring', where: '203.0.113.1:443', message: 'the certificate expires in 9 days, on 2026-12-03', next: 'see why it was not renewed: stsctl renew' })]),
  domain('museum.example', 80, []),
  domain('school.example', 52, [], 'testing'),
];

function domain(name: string, days: number, findings: readonly Finding[], mode: 'enforce' | 'testing' = 'enforce'): DomainState {
  return stateOf(name, observationOf({ mode, findings, certificateExpires: WATCH_NOW + days * DAY_MS + DAY_MS / 2 }), { mode });
}

const root = mkdtempSync('/tmp/stsctl-shots-');
const browser = await openBrowser();
try {
  for (const path of ['etc', 'var/db/stsctl-watch']) mkdirSync(join(root, path), { recursive: true });
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(root, 'etc/stsctl.conf'), confOf(STATES));
  writeMemories(root, STATES);
  writeReports(join(root, 'inbox'), STATES.map((each) => each.domain), REPORTED_DAYS);
  stsctl(['--root', root, 'reports', 'add', join(root, 'inbox')]);
  stsctl(['--root', root, 'reports', 'html', '--domain', 'example.com', '--out', join(root, 'reports.html')]);
  const watch = await startWatching(root, ['--resolver', '127.0.0.1:9']);
  await shoot(browser, `${watch.origin}/`, 'status');
  await shoot(browser, pathToFileURL(join(root, 'reports.html')).href, 'reports');
  await watch.end('SIGTERM');
} finally {
  await browser.close();
  rmSync(root, { recursive: true, force: true });
}

async function shoot(from: Browser, url: string, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await from.newPage({ viewport: SIZE, colorScheme });
    await page.goto(url);
    // Whoever takes it: the same picture.
    await page.evaluate(`for (const each of document.querySelectorAll('title, h1')) each.textContent = each.textContent.replace(${JSON.stringify(hostname())}, 'mail.example.com')`);
    const path = join(FOLDER, `${name}-${colorScheme}.png`);
    await page.screenshot({ path });
    console.log(path);
    await page.close();
  }
}
