// The browser of the tests: Debian's chromium, or the one that is there, driven by playwright-core, which downloads none.
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The `skip` of a test: why there is no browser, or false. */
export function whyNoBrowser(): string | false {
  return PROGRAMS.some((each) => existsSync(each)) ? false : 'needs chromium';
}

export async function openBrowser(): Promise<Browser> {
  const executablePath = PROGRAMS.find((each) => existsSync(each));
  if (executablePath === undefined) throw new Error('needs chromium');
  // Chromium's sandbox does not work for root; the pages are our own.
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--force-color-profile=srgb'] });
}
