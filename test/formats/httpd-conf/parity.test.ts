// httpd(8)'s own verdicts of every recorded file, against ours.
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { judgeHttpdConf } from '../../../src/formats/httpd-conf/judge-httpd-conf.ts';
import { resolveService } from '../../../src/formats/httpd-conf/services.ts';
import type { HttpdWorld } from '../../../src/model/httpd-conf.ts';
import { Parity } from '../bsd-conf/parity.ts';

const FOLDER = new URL('../../fixtures/openbsd/httpd-conf/', import.meta.url);

interface Answer {
  readonly exit: 0 | 1;
  readonly stderr: readonly string[];
}

interface Recorded extends Answer {
  readonly file: string;
  readonly files?: Readonly<Record<string, boolean>>;
  readonly also?: Readonly<Record<string, Answer>>;
}

const recorded = JSON.parse(readFileSync(new URL('verdicts.json', FOLDER), 'utf8')) as Recorded[];

/** The recording machine knew localhost and had no other name or interface the cases use. */
const HOSTS: Readonly<Record<string, readonly string[]>> = { localhost: ['127.0.0.1', '::1'] };

/** A directory can be opened, and reading it gives nothing: `include inc` is an empty file to httpd. */
function read(name: string): string | null {
  const path = new URL(`cases/${name}`, FOLDER);
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) return null;
  return status.isDirectory() ? '' : readFileSync(path, 'latin1');
}

function worldOf(each: Recorded, release: '7.8' | '7.9'): HttpdWorld {
  return {
    readInclude: read,
    isReadable: (path) => each.files?.[path] ?? false,
    resolveHost: (name) => HOSTS[name] ?? null,
    resolveService,
    release,
  };
}

/** The recordings hold UTF-8; our messages repeat the bytes of the file. */
function asText(line: string): string {
  return Buffer.from(line, 'latin1').toString('utf8');
}

function compare(release: '7.8' | '7.9'): Parity {
  const parity = new Parity(`httpd.conf, ${release}`);
  for (const each of recorded) {
    const want = release === '7.8' ? each : each.also?.[release] ?? each;
    const { exit, stderr } = judgeHttpdConf(each.file, read(each.file) ?? '', worldOf(each, release));
    parity.add(each.file, { exit, stderr: stderr.map(asText) }, want);
  }
  return parity;
}

for (const release of ['7.8', '7.9'] as const) {
  test(`every recorded httpd.conf gets the verdict of httpd(8) of OpenBSD ${release}`, () => {
    const parity = compare(release);
    console.log(parity.table());
    assert.deepEqual(parity.misses, []);
    assert.equal(parity.total, 931);
  });
}
