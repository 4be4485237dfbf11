// Puts certificates where the configuration wants them: by rename, 0444, the previous one kept as FILE.1.
import { chmodSync, existsSync, linkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { AcmeDomain } from '../../../src/model/acme-client-conf.ts';
import { errorText } from '../error-text.ts';
import { placed, Trouble } from './io.ts';

/** `pem` is leaf first. Returns the names of the files written. */
export function storeCertificate(root: string, { certificate, chain, fullChain }: AcmeDomain, pem: string): string[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----\n?/g) ?? [];
  const contents: readonly (readonly [string | null, string])[] = [
    [chain, blocks.slice(1).join('')],
    [certificate, blocks[0] ?? ''],
    [fullChain, blocks.join('')],
  ];
  const wanted = contents.filter((each): each is readonly [string, string] => each[0] !== null);
  for (const [name, content] of wanted) replaceOrTell(name, placed(root, name), content);
  return wanted.map(([name]) => name);
}

/** Not recorded: fileproc.c warns with the name of the file it could not write, and exits 1. */
function replaceOrTell(name: string, path: string, content: string): void {
  try {
    replace(path, content);
  } catch (error) {
    rmSync(`${path}.new`, { force: true });
    throw new Trouble(`${name}: ${errorText(error)}`);
  }
}

function replace(path: string, content: string): void {
  rmSync(`${path}.1`, { force: true });
  if (existsSync(path)) linkSync(path, `${path}.1`);
  writeFileSync(`${path}.new`, content);
  chmodSync(`${path}.new`, 0o444);
  renameSync(`${path}.new`, path);
}
