// A line NAME=value of crontab(5), quotes around either side allowed.
import type { Bytes } from '../../model/bytes.ts';

export interface Environment {
  readonly name: string;
  readonly value: string;
}

/** cron keeps no more of a line when it looks for an environment setting (MAX_ENVSTR). */
const MAX_LENGTH = 999;

/** What isspace(3) calls white space; JavaScript's \s holds Latin-1's hard space as well. */
const SPACE = '[ \\t\\v\\f\\r]';
const NAME = `(?:"([^"=]*)"|'([^'=]*)'|(?!["'])([^ \\t\\v\\f\\r=]*))`;
const VALUE = `(?:"([^"]*)"|'([^']*)'|(?!["'])([^ \\t\\v\\f\\r].*?))`;
const SETTING = new RegExp(`^${NAME}${SPACE}*=${SPACE}*${VALUE}${SPACE}*$`, 's');

/** Null for a line that is none: cron then takes it for a job. An empty name will do, an empty value only in quotes. */
export function parseEnvironment(line: Bytes): Environment | null {
  const found = SETTING.exec(line.slice(0, MAX_LENGTH));
  if (found === null) return null;
  const [, doubleName, singleName, name, doubleValue, singleValue, value] = found;
  return { name: doubleName ?? singleName ?? name ?? '', value: doubleValue ?? singleValue ?? value ?? '' };
}
