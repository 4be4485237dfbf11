// Worlds to judge files in: includes by name, and which files can be read.
import { resolveService } from '../../../src/formats/httpd-conf/services.ts';
import type { HttpdVerdict, HttpdWorld } from '../../../src/model/httpd-conf.ts';
import { judgeHttpdConf } from '../../../src/formats/httpd-conf/judge-httpd-conf.ts';

export interface Given {
  readonly includes?: Readonly<Record<string, string>>;
  /** Files that can't be read; all others can. */
  readonly missing?: readonly string[];
  readonly release?: '7.8' | '7.9';
}

export function httpdWorld({ includes = {}, missing = [], release = '7.8' }: Given = {}): HttpdWorld {
  return {
    readInclude: (path) => includes[path] ?? null,
    isReadable: (path) => !missing.includes(path),
    resolveHost: (name) => (name === 'egress' ? ['203.0.113.1', '2001:db8::1'] : null),
    resolveService,
    release,
  };
}

export function judge(text: string, given: Given = {}): HttpdVerdict {
  return judgeHttpdConf('f', text, httpdWorld(given));
}
