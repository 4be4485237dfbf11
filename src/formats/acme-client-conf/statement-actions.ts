// What acme-client(1) does with includes and macros.
import { DROP, GO_ON, type Action } from '../bsd-conf/driver.ts';
import { includeFile } from '../bsd-conf/include-file.ts';
import { hasBlank } from '../bsd-conf/macro-name.ts';
import type { AcmeReading } from './reading.ts';

export const STATEMENT_ACTIONS: Readonly<Record<string, Action<AcmeReading>>> = {
  include(c, at) {
    const path = c.text(at + 2);
    c.includes.push(path);
    return includeFile(c.lexer, path, c.world.readInclude(path), 'acme-client: pushfile') ? GO_ON : DROP;
  },

  macro(c, at) {
    const [name, value] = [c.text(at + 1), c.text(at + 3)];
    c.macros.push([name, value]);
    if (hasBlank(name)) return c.mistake('macro name cannot contain whitespace');
    c.lexer.macros.delete(name);
    c.lexer.macrosUsed.delete(name);
    c.lexer.macros.set(name, value);
    return GO_ON;
  },

  join(c, at) {
    c.result = `${c.text(at + 1)} ${c.text(at + 2)}`;
    return GO_ON;
  },

  rsa(c) {
    c.result = 'rsa';
    return GO_ON;
  },

  ecdsa(c) {
    c.result = 'ecdsa';
    return GO_ON;
  },
};
