// The sections and keys of stsctl.conf(5), each key with the check of its value.
import { checkAddress } from './check-address.ts';
import { checkDomainName, checkMx } from './check-names.ts';
import { checkAuthority, checkContact, checkDaemon, checkPath, checkSsh, checkTlsRpt, checkUrl } from './check-texts.ts';
import { checkBecome, checkDays, checkKeyType, checkMaxAge, checkMode, checkTransport, checkYesOrNo } from './check-words.ts';
import { checkInterval, checkListen, checkNotify } from './check-watch.ts';
import type { Check } from './checked.ts';

export interface OneKey<T> {
  readonly takes: 'one';
  readonly check: Check<T>;
}

/** `key[] = value`, as often as wanted; a single one may be written without brackets. */
export interface ListKey<T> {
  readonly takes: 'list';
  readonly check: Check<T>;
}

export type Keys = Readonly<Record<string, OneKey<unknown> | ListKey<unknown>>>;

function one<T>(check: Check<T>): OneKey<T> {
  return { takes: 'one', check };
}

function list<T>(check: Check<T>): ListKey<T> {
  return { takes: 'list', check };
}

export const POLICY_KEYS = { mode: one(checkMode), max_age: one(checkMaxAge), mx: list(checkMx), tlsrpt: list(checkTlsRpt) } satisfies Keys;

export const DOMAIN_KEYS = {
  ...POLICY_KEYS,
  address: list(checkAddress),
  zone: one(checkPath),
  certificate: one(checkDomainName),
  certificate_file: one(checkPath),
  key_file: one(checkPath),
} satisfies Keys;

export const ACME_KEYS = {
  authority: one(checkAuthority),
  url: one(checkUrl),
  account_key: one(checkPath),
  contact: one(checkContact),
  insecure: one(checkYesOrNo),
  key_type: one(checkKeyType),
  ca_file: one(checkPath),
  also_restart: list(checkDaemon),
} satisfies Keys;

export const HOST_KEYS = { ssh: one(checkSsh), become: one(checkBecome), transport: one(checkTransport) } satisfies Keys;

export const REPORTS_KEYS = { keep_days: one(checkDays), require_dkim: one(checkYesOrNo), count_unproved: one(checkYesOrNo) } satisfies Keys;

export const WATCH_KEYS = { listen: one(checkListen), allow_remote: one(checkYesOrNo), interval: one(checkInterval), notify: list(checkNotify) } satisfies Keys;

export type SectionKind = 'policy' | 'domain' | 'acme' | 'host' | 'reports' | 'watch';

export interface SectionRule {
  readonly keys: Keys;
  /** What stands behind the word in the header, as an example; null for nothing. */
  readonly name: string | null;
}

export const SECTIONS: Readonly<Record<SectionKind, SectionRule>> = {
  policy: { keys: POLICY_KEYS, name: null },
  domain: { keys: DOMAIN_KEYS, name: 'example.com' },
  acme: { keys: ACME_KEYS, name: null },
  host: { keys: HOST_KEYS, name: 'mail1' },
  reports: { keys: REPORTS_KEYS, name: null },
  watch: { keys: WATCH_KEYS, name: null },
};

export const SECTION_KINDS = Object.keys(SECTIONS) as SectionKind[];

/** "[domain example.com]" as it is written in messages about any such section. */
export function sectionForm(kind: SectionKind): string {
  const { name } = SECTIONS[kind];
  return name === null ? `[${kind}]` : `[${kind} NAME]`;
}
