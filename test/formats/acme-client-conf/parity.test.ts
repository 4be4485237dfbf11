// acme-client(1)'s own verdicts of every recorded file, against ours.
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { formatAcmeClientConf } from '../../../src/formats/acme-client-conf/format-acme-client-conf.ts';
import { judgeAcmeClientConf } from '../../../src/formats/acme-client-conf/judge-acme-client-conf.ts';
import type { AcmeClientVerdict, AcmeClientWorld } from '../../../src/model/acme-client-conf.ts';
import { Parity } from '../bsd-conf/parity.ts';

const FOLDER = new URL('../../fixtures/openbsd/acme-client-conf/', import.meta.url);

interface Recorded {
  readonly file: string;
  readonly exit: 0 | 1;
  readonly stderr: readonly string[];
  readonly printed?: readonly string[];
  readonly verboseStderr?: readonly string[];
  readonly files?: Readonly<Record<string, boolean>>;
  readonly modes?: Readonly<Record<string, string>>;
}

const recorded = JSON.parse(readFileSync(new URL('verdicts.json', FOLDER), 'utf8')) as Recorded[];

function read(name: string): string | null {
  const path = new URL(`cases/${name}`, FOLDER);
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) return null;
  return status.isDirectory() ? '' : readFileSync(path, 'latin1');
}

function worldOf({ files = {}, modes = {} }: Recorded): AcmeClientWorld {
  const there = Object.keys(files).filter((path) => files[path] === true);
  return {
    readInclude: read,
    modeOf(path) {
      if (there.some((each) => path.startsWith(`${each}/`))) return 'Not a directory';
      return there.includes(path) ? Number.parseInt(modes[path] ?? '0400', 8) : null;
    },
  };
}

function judge(each: Recorded): AcmeClientVerdict {
  return judgeAcmeClientConf(each.file, read(each.file) ?? '', worldOf(each));
}

/** The recordings hold UTF-8; our messages repeat the bytes of the file. */
function asText(line: string): string {
  return Buffer.from(line, 'latin1').toString('utf8');
}

test('every recorded acme-client.conf gets the verdict of acme-client(1)', () => {
  const parity = new Parity('acme-client.conf');
  for (const each of recorded) {
    const { exit, stderr } = judge(each);
    parity.add(each.file, { exit, stderr: stderr.map(asText) }, each);
  }
  console.log(parity.table());
  assert.deepEqual(parity.misses, []);
  assert.equal(parity.total, 205);
});

test('every accepted acme-client.conf is printed as acme-client -nv prints it', () => {
  for (const each of recorded) {
    if (each.printed === undefined) continue;
    const { conf } = judge(each);
    assert.deepEqual(formatAcmeClientConf(conf).map(asText), each.printed, each.file);
    assert.deepEqual(conf.unusedMacros.map((name) => `warning: macro '${name}' not used`), each.verboseStderr, each.file);
  }
});
