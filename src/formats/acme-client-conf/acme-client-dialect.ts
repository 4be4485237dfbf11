// acme-client.conf(5) as a dialect of the shared engine, with the program's actions beside its rules; built on first use.
import { bindActions } from '../bsd-conf/bind-actions.ts';
import { makeDialect, type Dialect } from '../bsd-conf/dialect.ts';
import type { Action } from '../bsd-conf/driver.ts';
import { AUTHORITY_ACTIONS } from './authority-actions.ts';
import { DOMAIN_ACTIONS } from './domain-actions.ts';
import { ACME_CLIENT_TABLES } from './acme-client-tables.computed.ts';
import type { AcmeReading } from './reading.ts';
import { STATEMENT_ACTIONS } from './statement-actions.ts';

export interface AcmeClientDialect extends Dialect {
  readonly actions: readonly (Action<AcmeReading> | undefined)[];
}

let built: AcmeClientDialect | null = null;

export function acmeClientDialect(): AcmeClientDialect {
  if (built !== null) return built;
  const dialect = makeDialect({ packed: ACME_CLIENT_TABLES, firstOfWord: ':_', notInWord: '(){}!=#,' });
  built = { ...dialect, actions: bindActions(dialect.tables, { ...STATEMENT_ACTIONS, ...AUTHORITY_ACTIONS, ...DOMAIN_ACTIONS }) };
  return built;
}
