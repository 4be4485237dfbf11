// What httpd(8) does with the options that servers and locations share.
import type { Filter } from '../../model/httpd-conf.ts';
import { GO_ON, type Action, type Signal } from '../bsd-conf/driver.ts';
import type { ServingDraft } from './drafts.ts';
import { LARGEST_INT, LONGEST } from './limits.ts';
import type { Reading } from './reading.ts';
import { isStatusCode } from './status-codes.ts';

const BLOCKED: Filter = { kind: 'block', drop: false, code: 403, uri: null };
const DROPPED: Filter = { kind: 'block', drop: true, code: 0, uri: null };
const PASSED: Filter = { kind: 'pass' };

export const SERVING_ACTIONS: Readonly<Record<string, Action<Reading>>> = {
  'default-type': (c) => set(c, { defaultType: c.media }),
  root: (c, at) => setPath(c, c.text(at + 1), 'document root too long', (root) => ({ root })),
  rewrite: (c, at) => setPath(c, c.text(at + 2), 'request path too long', (rewrite) => ({ rewrite, rewriteSaid: true })),
  'no-rewrite': (c) => set(c, { rewrite: null, rewriteSaid: true }),

  strip(c, at) {
    const strip = c.number(at + 2);
    return strip < 0 || strip > LARGEST_INT ? c.mistake('invalid strip number') : set(c, { strip: Number(strip) });
  },

  index: (c, at) => setPath(c, c.text(at + 2), 'index file too long', (index) => ({ index, noIndex: false })),
  'no-index': (c) => set(c, { noIndex: true }),
  'auto-index': (c) => set(c, { autoIndex: true }),
  'no-auto-index': (c) => set(c, { autoIndex: false }),
  gzip: (c) => set(c, { gzipStatic: true }),
  'no-gzip': (c) => set(c, { gzipStatic: false }),

  'no-authenticate': (c) => set(c, { noAuthenticate: true }),
  authenticate: (c, at) => set(c, { htpasswd: c.text(at + 2) }),

  'realm-and-file'(c, at) {
    const realm = c.text(at + 1);
    if (realm.length > LONGEST.realm) return c.mistake('basic auth realm name too long');
    c.serving.realm = realm;
    return passwordFile(c, c.text(at + 3));
  },
  file: (c, at) => passwordFile(c, c.text(at + 2)),

  block: (c) => set(c, { filter: BLOCKED }),
  'block-drop': (c) => set(c, { filter: DROPPED }),
  pass: (c) => set(c, { filter: PASSED }),

  'block-return'(c, at) {
    const written = c.number(at + 3);
    const code = Number(BigInt.asUintN(32, BigInt(written)));
    if (written <= 0 || !isStatusCode(code)) return c.mistake(`invalid return code: ${written}`);
    const uri = c.values[at + 4] === null ? null : c.text(at + 4);
    if (uri !== null && (written < 300 || written > 399)) return c.mistake('invalid return code for location URI');
    return set(c, { filter: { kind: 'block', drop: false, code, uri } });
  },
};

function set(c: Reading, said: Partial<ServingDraft>): Signal {
  Object.assign(c.serving, said);
  return GO_ON;
}

function setPath(c: Reading, path: string, tooLong: string, said: (path: string) => Partial<ServingDraft>): Signal {
  return path.length > LONGEST.path ? c.mistake(tooLong) : set(c, said(path));
}

function passwordFile(c: Reading, path: string): Signal {
  c.result = path;
  return path.length > LONGEST.path ? c.mistake('password file name too long') : GO_ON;
}
