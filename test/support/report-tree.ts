// A tree with a configuration, and the command line run in it as cron or a delivery agent would.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { after } from 'node:test';
import { main } from '../../src/cli/main.ts';
import type { Admission } from '../../src/reports/admit-report.ts';
import { addReports, type Added } from '../../src/reports/add-reports.ts';
import type { Arrival, Rejected } from '../../src/reports/input/arrival.ts';
import { readArrivals } from '../../src/reports/input/read-arrivals.ts';
import { ReportStore } from '../../src/reports/store/report-store.ts';
import type { ResolveTxt } from '../../src/reports/trust/verify-signature.ts';
import { NOW } from './now.ts';
import { REPOSITORY } from './stsctl.ts';

const CONFIG = '[policy]\nmode = testing\nmx[] = mail.example.com\n[domain example.com]\n[domain example.org]\n';

export interface Tree {
  readonly root: string;
  /** Where reports are put to be added. */
  readonly inbox: string;
  readonly store: string;
  put(name: string, content: Buffer | string): string;
  /** The command line, in this process. */
  run(...argv: string[]): Promise<{ readonly exit: number; readonly stdout: string; readonly stderr: string }>;
  /** The stage alone, at the tests' time. */
  add(from?: string | Iterable<Arrival | Rejected>, options?: Partial<Admission & { readonly resolveTxt: ResolveTxt }>): Promise<Added & { readonly rejections: readonly Rejected[] }>;
  /** Of the store, as they are. */
  lines(month?: string): string[];
}

export function reportTree(config = CONFIG): Tree {
  const root = mkdtempSync('/tmp/stsctl-reports-');
  after(() => rmSync(root, { recursive: true, force: true }));
  const [inbox, store] = [`${root}/inbox`, `${root}/var/db/stsctl/reports`];
  for (const each of [inbox, `${root}/etc`]) mkdirSync(each);
  writeFileSync(`${root}/etc/stsctl.conf`, config);
  return {
    root,
    inbox,
    store,
    put: (name, content) => {
      const file = `${inbox}/${name}`;
      mkdirSync(file.slice(0, file.lastIndexOf('/')), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
    run: (...argv) => runMain(['--root', root, ...argv]),
    add: async (from = inbox, options = {}) => {
      const rejections: Rejected[] = [];
      const arrivals = typeof from === 'string' ? readArrivals(from) : from;
      const added = await addReports(arrivals, { domains: new Set(['example.com', 'example.org']), keepDays: 400, requireDkim: false, now: NOW, store: new ReportStore(store), resolveTxt: noDns, onRejected: (each) => void rejections.push(each), ...options });
      return { ...added, rejections };
    },
    lines: (month = '2026-11') => readFileSync(`${store}/${month}.ndjson`, 'utf8').split('\n').slice(0, -1),
  };
}

const noDns: ResolveTxt = async (name) => {
  throw Object.assign(new Error(`queryTxt ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
};

async function runMain(argv: readonly string[]) {
  const parts = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({ write: (text: string | Uint8Array) => void (parts[name] += Buffer.from(text as string).toString('utf8')) });
  const exit = await main({ argv, stdout: stream('stdout'), stderr: stream('stderr'), environment: {}, agent: [], packageDirectory: REPOSITORY, version: '0' });
  return { exit, ...parts };
}
