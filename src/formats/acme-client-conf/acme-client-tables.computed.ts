// acme-client.conf(5)'s parse tables, made when stsctl is built.
import { parseGrammar } from '../bsd-conf/grammar.ts';
import { packTables } from '../bsd-conf/pack-tables.ts';
import { buildTables } from '../bsd-conf/tables.ts';
import { ACME_CLIENT_GRAMMAR } from './grammar.ts';

export const ACME_CLIENT_TABLES = packTables(buildTables(parseGrammar(ACME_CLIENT_GRAMMAR, '7.8')));
