// What `acme-client -n -f FILE HANDLE` would say of a file, and what it would understand; nothing outside `world` is looked at.
import type { AcmeClientConf, AcmeClientVerdict, AcmeClientWorld } from '../../model/acme-client-conf.ts';
import type { Bytes } from '../../model/bytes.ts';
import { Driver } from '../bsd-conf/driver.ts';
import { Lexer } from '../bsd-conf/lexer.ts';
import { Reader } from '../bsd-conf/reader.ts';
import { acmeClientDialect } from './acme-client-dialect.ts';
import { AcmeReading } from './reading.ts';

export function judgeAcmeClientConf(file: string, text: Bytes, world: AcmeClientWorld): AcmeClientVerdict {
  const dialect = acmeClientDialect();
  const reader = new Reader(file, text, false);
  const lexer = new Lexer(dialect, reader);
  const reading = new AcmeReading(lexer, world);
  const driver = new Driver(dialect.tables, lexer, reading, dialect.actions);
  reading.statement = () => driver.statement();
  driver.run();
  return { exit: reader.file.errors > 0 ? 1 : 0, stderr: reader.messages, conf: confOf(reading) };
}

function confOf({ authorities, domains, includes, macros, statements, lexer }: AcmeReading): AcmeClientConf {
  const unusedMacros = [...lexer.macros.keys()].filter((name) => !lexer.macrosUsed.has(name));
  return { authorities, domains, includes, macros, unusedMacros, statements };
}
