// Domains that are legal but for which acme-client(1) may get no certificate.
import type { DomainConfig } from '../model/config.ts';
import type { Diagnostic } from '../model/diagnostic.ts';

// RFC 5280 A.1 ub-common-name: acme-client puts the name of the handle into the common name of its request.
const MAX_COMMON_NAME = 64;

export function warnLongNames(file: string, domains: readonly DomainConfig[]): Diagnostic[] {
  return domains.flatMap(({ domain, line }) => {
    const host = `mta-sts.${domain}`;
    if (host.length <= MAX_COMMON_NAME) return [];
    return {
      code: 'config-value' as const,
      place: { file, line },
      message: `policy host "${host}" is ${host.length} characters; acme-client(1) puts it into a common name, which holds ${MAX_COMMON_NAME}, and may get no certificate for it`,
      unchanged: 'everything; this is a warning',
      next: 'nothing as long as the certificate is issued, else have another program write it to the same files',
    };
  });
}
