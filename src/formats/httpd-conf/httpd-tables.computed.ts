// httpd.conf(5)'s parse tables by release, made when stsctl is built.
import { parseGrammar } from '../bsd-conf/grammar.ts';
import { packTables } from '../bsd-conf/pack-tables.ts';
import { buildTables } from '../bsd-conf/tables.ts';
import { HTTPD_GRAMMAR } from './grammar.ts';

const tablesOf = (release: string) => packTables(buildTables(parseGrammar(HTTPD_GRAMMAR, release)));

export const HTTPD_TABLES = { '7.8': tablesOf('7.8'), '7.9': tablesOf('7.9') };
