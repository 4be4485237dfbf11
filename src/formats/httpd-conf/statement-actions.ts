// What httpd(8) does with the statements outside server blocks, and with includes.
import { ACCEPT, DROP, GO_ON, type Action } from '../bsd-conf/driver.ts';
import { includeFile } from '../bsd-conf/include-file.ts';
import { hasBlank } from '../bsd-conf/macro-name.ts';
import { ServerDraft } from './drafts.ts';
import { LONGEST, MOST_PREFORKED } from './limits.ts';
import type { Reading } from './reading.ts';

export const STATEMENT_ACTIONS: Readonly<Record<string, Action<Reading>>> = {
  yes: (c) => give(c, 1),
  no: (c) => give(c, 0),
  nothing: (c) => give(c, null),

  include(c, at) {
    const path = c.text(at + 2);
    return includeFile(c.lexer, path, c.include(path), 'pushfile') ? GO_ON : DROP;
  },

  macro(c, at) {
    const name = c.text(at + 1);
    if (hasBlank(name)) return c.mistake('macro name cannot contain whitespace');
    c.lexer.macros.set(name, c.text(at + 3));
    return GO_ON;
  },

  // FACTS 1, Two passes: the range is checked in the first pass only.
  prefork(c, at) {
    if (c.pass === 'second') return GO_ON;
    const count = c.number(at + 2);
    if (count <= 0 || count > MOST_PREFORKED) return c.mistake(`invalid number of preforked servers: ${count}`);
    c.globals.prefork = Number(count);
    return GO_ON;
  },

  chroot(c, at) {
    if (c.pass === 'first') c.globals.chroot = c.text(at + 2);
    return GO_ON;
  },

  logdir(c, at) {
    if (c.pass === 'first') c.globals.logdir = c.text(at + 2);
    return GO_ON;
  },

  'all-errdocs'(c, at) {
    const path = c.text(at + 2);
    if (path.length > LONGEST.errdocs) return c.mistake('errdoc root path too long');
    c.globals.errdocs = path;
    return GO_ON;
  },

  'all-default-type'(c) {
    c.globals.defaultType = c.media;
    return GO_ON;
  },

  media(c, at) {
    const [type, subtype] = [c.text(at + 1), c.text(at + 3)];
    if (type.length > LONGEST.mediaType || subtype.length > LONGEST.mediaType) return c.mistake('media type too long');
    c.media = `${type}/${subtype}`;
    return GO_ON;
  },

  extension(c, at) {
    const name = c.text(at + 1);
    if (name.length > LONGEST.extension) return c.mistake('media name too long');
    if (c.pass === 'second') c.types.set(name, c.media);
    return GO_ON;
  },

  'number-name': (c, at) => give(c, String(c.number(at + 1))),

  'server-opens'(c, at) {
    if (c.pass === 'first') return ACCEPT;
    const name = c.text(at);
    if (name.length > LONGEST.name) return c.mistake('server name truncated');
    c.server = new ServerDraft({ name, match: c.isSet(at - 1), line: c.line }, c.globals.errdocs);
    c.location = null;
    return GO_ON;
  },
};

function give(c: Reading, value: string | number | null): typeof GO_ON {
  c.result = value;
  return GO_ON;
}
