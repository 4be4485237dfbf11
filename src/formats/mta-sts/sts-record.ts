// The TXT record at _mta-sts.DOMAIN (RFC 8461 3.1).
import { recordFields } from './record-fields.ts';

export interface ParsedStsRecord {
  /** Null when there is a problem. */
  readonly id: string | null;
  readonly problem: string | null;
}

/** The form every sender takes: with the final ";", with nothing but the id. */
export function formatStsRecord(id: string): string {
  return `v=STSv1; id=${id};`;
}

const FIELD = /^([A-Za-z0-9][A-Za-z0-9_.-]{0,31})=([\x21-\x3A\x3C\x3E-\x7E]+)$/;
const ID = /^[A-Za-z0-9]{1,32}$/;

export function parseStsRecord(text: string): ParsedStsRecord {
  const [version, ...fields] = recordFields(text);
  if (version !== 'v=STSv1') return refused('does not begin with v=STSv1;');
  const odd = fields.find((field) => !FIELD.test(field));
  if (odd !== undefined) return refused(odd === '' ? 'holds an empty field' : `holds "${odd}", which is not of the form name=value`);
  return idOf(fields.filter((field) => field.startsWith('id=')).map((field) => field.slice('id='.length)));
}

function idOf(ids: readonly string[]): ParsedStsRecord {
  const [id, ...others] = ids;
  if (id === undefined) return refused('has no id');
  if (others.length > 0) return refused('has more than one id');
  return ID.test(id) ? { id, problem: null } : refused(`has the id "${id}"; an id is 1 to 32 letters and digits`);
}

function refused(problem: string): ParsedStsRecord {
  return { id: null, problem };
}
