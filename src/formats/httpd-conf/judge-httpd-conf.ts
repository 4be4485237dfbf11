// What `httpd -n -f FILE` would say of a file, and what httpd(8) would understand; nothing outside `world` is looked at.
import type { Bytes } from '../../model/bytes.ts';
import type { HttpdConf, HttpdVerdict, HttpdWorld } from '../../model/httpd-conf.ts';
import { Driver } from '../bsd-conf/driver.ts';
import { Lexer } from '../bsd-conf/lexer.ts';
import { Reader } from '../bsd-conf/reader.ts';
import { httpdDialect } from './httpd-dialect.ts';
import { defaultGlobals, Reading, type Globals, type Pass } from './reading.ts';

export function judgeHttpdConf(file: string, text: Bytes, world: HttpdWorld): HttpdVerdict {
  const globals = defaultGlobals();
  const first = read('first', file, text, world, globals, false);
  const second = read('second', file, text, world, globals, first.expanding);
  const conf = confOf(second.reading);
  if (first.errors > 0) return { exit: 1, stderr: first.messages, conf };
  const messages = [...first.messages, ...second.messages];
  const idle = second.reading.stored === 0 ? ['no actions, nothing to do'] : [];
  if (second.errors > 0 || idle.length > 0) return { exit: 1, stderr: [...messages, ...idle], conf };
  return { exit: 0, stderr: [...messages, 'configuration OK'], conf };
}

interface Read {
  readonly reading: Reading;
  readonly messages: readonly string[];
  /** Those of the file it stopped in: mistakes before an include that holds the first server are forgotten. */
  readonly errors: number;
  readonly expanding: boolean;
}

function read(pass: Pass, file: string, text: Bytes, world: HttpdWorld, globals: Globals, expanding: boolean): Read {
  const { tables, actions, ...dialect } = httpdDialect(world.release ?? '7.8');
  const reader = new Reader(file, text, expanding);
  const lexer = new Lexer({ ...dialect, tables }, reader);
  const reading = new Reading(pass, lexer, world, globals);
  const driver = new Driver(tables, lexer, reading, actions);
  reading.statement = () => driver.statement();
  driver.run();
  return { reading, messages: reader.messages, errors: reader.file.errors, expanding: reader.expanding };
}

function confOf({ servers, statements, globals, types, includes }: Reading): HttpdConf {
  return {
    servers,
    statements,
    chroot: globals.chroot,
    logdir: globals.logdir ?? `${globals.chroot}/logs`,
    prefork: globals.prefork,
    defaultType: globals.defaultType,
    errdocs: globals.errdocs,
    types: types.size > 0 ? types : null,
    includes,
  };
}
