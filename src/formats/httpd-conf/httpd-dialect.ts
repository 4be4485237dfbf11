// httpd.conf(5) as a dialect of the shared engine, with httpd's actions beside its rules; built on first use.
import { bindActions } from '../bsd-conf/bind-actions.ts';
import { makeDialect, type Dialect } from '../bsd-conf/dialect.ts';
import type { Action } from '../bsd-conf/driver.ts';
import { BLOCK_ACTIONS } from './block-actions.ts';
import { FASTCGI_ACTIONS } from './fastcgi-actions.ts';
import { HTTPD_TABLES } from './httpd-tables.computed.ts';
import { LOG_ACTIONS } from './log-actions.ts';
import type { Reading } from './reading.ts';
import { SERVER_ACTIONS } from './server-actions.ts';
import { SERVING_ACTIONS } from './serving-actions.ts';
import { STATEMENT_ACTIONS } from './statement-actions.ts';
import { TLS_ACTIONS } from './tls-actions.ts';

export interface HttpdDialect extends Dialect {
  readonly actions: readonly (Action<Reading> | undefined)[];
}

type Release = '7.8' | '7.9';

const built = new Map<Release, HttpdDialect>();

export function httpdDialect(release: Release): HttpdDialect {
  const known = built.get(release);
  if (known !== undefined) return known;
  const dialect = makeDialect({ packed: HTTPD_TABLES[release], firstOfWord: ':_*', notInWord: '(){}<>!=#,;/' });
  const actions = bindActions(dialect.tables, {
    ...STATEMENT_ACTIONS, ...BLOCK_ACTIONS, ...SERVER_ACTIONS, ...TLS_ACTIONS, ...SERVING_ACTIONS, ...LOG_ACTIONS, ...FASTCGI_ACTIONS,
  });
  const whole = { ...dialect, actions };
  built.set(release, whole);
  return whole;
}
