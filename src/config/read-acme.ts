// The [acme] section: which authority issues the certificates.
import type { AcmeConfig } from '../model/config.ts';
import type { IniSection } from '../formats/ini/ini-file.ts';
import type { Problems } from './problems.ts';
import { readSection, type ReadSection } from './read-section.ts';
import { ACME_KEYS } from './sections.ts';

/** As in OpenBSD's /etc/examples/acme-client.conf. */
export const KNOWN_AUTHORITIES: ReadonlyMap<string, string> = new Map([
  ['letsencrypt', 'https://acme-v02.api.letsencrypt.org/directory'],
  ['letsencrypt-staging', 'https://acme-staging-v02.api.letsencrypt.org/directory'],
  ['buypass', 'https://api.buypass.com/acme/directory'],
  ['buypass-test', 'https://api.test4.buypass.no/acme/directory'],
]);

const NO_SECTION: IniSection = { name: 'acme', spot: { line: 1, column: 1, length: 1, source: '' }, entries: [] };

export function readAcme(section: IniSection | undefined, problems: Problems): AcmeConfig {
  const read = readSection('acme', section ?? NO_SECTION, ACME_KEYS, problems);
  const { said } = read;
  const authority = said.authority ?? 'letsencrypt';
  const apiUrl = said.url ?? KNOWN_AUTHORITIES.get(authority);
  if (apiUrl === undefined) reportNoUrl(read, authority, problems);
  if (said.url !== undefined) checkScheme(read, said.url, problems);
  return {
    authority,
    apiUrl: apiUrl ?? '',
    accountKey: said.account_key ?? `/etc/acme/${authority}-privkey.pem`,
    contact: said.contact ?? null,
    insecure: said.insecure ?? false,
    // acme-client.conf(5): rsa unless said.
    keyType: said.key_type ?? 'rsa',
    caFile: said.ca_file ?? null,
    alsoRestart: said.also_restart ?? [],
  };
}

function reportNoUrl({ written }: ReadSection<typeof ACME_KEYS>, authority: string, problems: Problems): void {
  const entry = written.get('authority');
  if (entry === undefined || written.has('url')) return;
  const known = [...KNOWN_AUTHORITIES.keys()].join(', ');
  problems.add('config-incomplete', entry.valueSpot, `authority "${authority}" needs url =; without one there are ${known}`);
}

/** acme-client.conf(5): plain HTTP only with `insecure`. */
function checkScheme({ said, written }: ReadSection<typeof ACME_KEYS>, url: string, problems: Problems): void {
  const entry = written.get('url');
  if (entry === undefined || /^https:/i.test(url) || said.insecure === true) return;
  problems.add('config-value', entry.valueSpot, 'url is not https:; write an https: URL, or insecure = yes for a test authority (RFC 8555 6.1)');
}
