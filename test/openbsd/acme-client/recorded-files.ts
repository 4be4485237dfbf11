// The files of a recorded run: made from their descriptions, and described again afterwards.
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { namesOf } from './due.ts';
import { signThrowAway } from './throw-away-ca.ts';

export interface RecordedFile {
  readonly path: string;
  readonly mode: string;
  /** Only of files. */
  readonly content?: string;
}

const FOLDERS = ['/etc/acme', '/etc/ssl', '/var/www/acme', '/var/www/other'];
const DESCRIPTION = /^(\d+) certificates?, names (.*), (-?\d+) days left$/;

/** Everything of an earlier run goes, but for the account key the authority knows. */
export async function makeFiles(root: string, files: readonly RecordedFile[], wholeDays: number, accountKey: string): Promise<void> {
  const account = files.some(({ path }) => path === accountKey) ? readFileSync(root + accountKey) : null;
  for (const folder of FOLDERS) rmSync(root + folder, { recursive: true, force: true });
  for (const folder of ['/etc/ssl/private', '/etc/acme']) mkdirSync(root + folder, { recursive: true });
  for (const { path, mode, content } of files) {
    const real = root + path;
    if (path.endsWith('/')) {
      mkdirSync(real, { recursive: true });
    } else {
      mkdirSync(dirname(real), { recursive: true });
      writeFileSync(real, path === accountKey && account !== null ? account : await contentOf(root, content ?? '', wholeDays));
    }
    chmodSync(real, Number.parseInt(mode, 8));
  }
}

async function contentOf(root: string, description: string, wholeDays: number): Promise<string> {
  if (description === 'empty') return '';
  if (description === 'other') return 'this is no certificate and no key\n';
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const found = DESCRIPTION.exec(description);
  if (found === null) return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const names = found[2] === '(none)' ? [] : (found[2] ?? '').split(' ');
  const left = Number(found[3]);
  // A little more than said: a certificate with 4 days left has not yet begun its last half of 8.
  const days = Math.max(wholeDays, left);
  const chain = await signThrowAway(root, privateKey, names, { days, age: left < days ? days - left - 0.01 : 0.01 });
  return chain.slice(0, Number(found[1])).join('');
}

export function describeFiles(root: string): RecordedFile[] {
  const files = FOLDERS.flatMap((folder) => below(root, folder));
  return files.map((path) => ({ path, mode: modeOf(root + path), content: describe(readFileSync(root + path, 'utf8')) })).sort((a, b) => (a.path < b.path ? -1 : 1));
}

function below(root: string, folder: string): string[] {
  try {
    const found = readdirSync(root + folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
    return found.map((each) => join(each.parentPath, each.name).slice(root.length));
  } catch {
    return [];
  }
}

function modeOf(path: string): string {
  return (statSync(path).mode & 0o7777).toString(8).padStart(4, '0');
}

function describe(text: string): string {
  if (text === '') return 'empty';
  if (text.includes('PRIVATE KEY')) return 'private key';
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g);
  if (blocks === null) return 'other';
  const leaf = new X509Certificate(blocks[0] ?? '');
  const days = Math.round((new Date(leaf.validTo).getTime() - Date.now()) / 86_400_000);
  return `${blocks.length} certificate${blocks.length === 1 ? '' : 's'}, names ${namesOf(leaf).join(' ') || '(none)'}, ${days} days left`;
}
