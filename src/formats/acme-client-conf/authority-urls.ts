// Which authority acme-client would ask for a handle's certificate.
import { ACME_CLIENT_CONF } from '../../model/base-system.ts';
import type { Bytes } from '../../model/bytes.ts';
import { judgeAcmeClientConf } from './judge-acme-client-conf.ts';

/** Directory URL by handle; null for one that is not there, or in an included file. Whether its files exist is not looked at. */
export function authorityUrls(text: Bytes): (handle: string) => string | null {
  const { authorities, domains } = judgeAcmeClientConf(ACME_CLIENT_CONF, text, { readInclude: () => null, modeOf: () => null }).conf;
  const urls = new Map(authorities.map(({ name, apiUrl }) => [name, apiUrl]));
  const byHandle = new Map(domains.map(({ handle, authority }) => [handle, urls.get(authority ?? '') ?? null]));
  return (handle) => byHandle.get(handle) ?? null;
}
