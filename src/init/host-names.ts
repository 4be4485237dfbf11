// What the host's files say of its own name and of the domains it takes mail for. Pure.
import { isDomain } from '../formats/mta-sts/domain-name.ts';
import { readSmtpdConf } from '../formats/smtpd-conf/read-smtpd-conf.ts';
import { contentOf, MYNAME, SMTPD_CONF, type HostLook } from './host-look.ts';

/** A value and the words that say where it comes from. */
export interface From<T> {
  readonly value: T;
  readonly from: string;
}

/** Null for a value that nobody knows. */
export function known<T>(value: T | null | undefined, from: string | undefined): From<T> | null {
  return value === null || value === undefined ? null : { value, from: from ?? '' };
}

export const filled = (list: readonly string[] | undefined) => (list === undefined || list.length === 0 ? null : list);

/** Names of the host itself, for an MX that DNS does not have yet. */
export function ownNames(look: HostLook): (From<readonly string[]> | null)[] {
  const { pki, hostnames } = readSmtpdConf(contentOf(look, SMTPD_CONF));
  return [known(filled(pki.filter(isDomain)), `pki in ${SMTPD_CONF}`), known(filled(hostnames.filter(isDomain)), `hostname in ${SMTPD_CONF}`), known(filled(hostName(look)), MYNAME)];
}

function hostName(look: HostLook): string[] {
  return [contentOf(look, MYNAME).trim().toLowerCase()].filter(isDomain).filter((name) => name.includes('.'));
}

/** Domains that smtpd takes mail for; without any, the domain of the host's own name. */
export function mailDomains(look: HostLook): From<string>[] {
  const { domains, domainFiles } = readSmtpdConf(contentOf(look, SMTPD_CONF));
  const listed = domainFiles.flatMap((file) => lines(contentOf(look, file)).map((value) => ({ value, from: file })));
  const found = [...domains.map((value) => ({ value: value.toLowerCase(), from: SMTPD_CONF })), ...listed].filter(({ value }) => isDomain(value) && value.includes('.'));
  if (found.length > 0) return found;
  return hostName(look).flatMap((name) => (name.split('.').length > 2 ? [{ value: name.slice(name.indexOf('.') + 1), from: MYNAME }] : []));
}

/** table(5): one a line, comments with #. */
function lines(text: string): string[] {
  return text.split('\n').map((line) => line.trim().toLowerCase()).filter((line) => line !== '' && !line.startsWith('#'));
}
