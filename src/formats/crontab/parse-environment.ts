// A line NAME=value of crontab(5), quotes around either side allowed.
import type { Bytes } from '../../model/bytes.ts';

export interface Environment {
  readonly name: string;
  readonly value: string;
}

/** cron keeps no more of a line when it looks for an environment setting (MAX_ENVSTR). */
const MAX_LENGTH = 999;

const SETTING = /^(?:"([^"]*)"|'([^']*)'|([^\s=]+))\s*=\s*(?:"([^"]*)"\s*|'([^']*)'\s*|([^\s"'].*?)\s*)$/s;

/** Null for a line that is none: cron then takes it for a job. */
export function parseEnvironment(line: Bytes): Environment | null {
  const found = SETTING.exec(line.slice(0, MAX_LENGTH));
  if (found === null) return null;
  const [, doubleName, singleName, name, doubleValue, singleValue, value] = found;
  return { name: doubleName ?? singleName ?? name ?? '', value: doubleValue ?? singleValue ?? value ?? '' };
}
