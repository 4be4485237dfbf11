// Which files hold the certificate and key of a policy host: an existing handle decides, else ours.
import type { AcmeClientConf } from '../model/acme-client-conf.ts';
import type { Desired } from '../model/desired.ts';

export interface CertificatePath {
  readonly handle: string;
  readonly certificate: string;
  readonly key: string;
}

export interface CertificatePaths {
  of(policyHost: string): CertificatePath;
}

/** `existing` is acme-client.conf as it is now. */
export function certificatePaths(desired: Desired, existing: AcmeClientConf): CertificatePaths {
  const handles = new Map(existing.domains.map((each) => [each.handle, each]));
  const paths = new Map(
    desired.domains.map(({ policyHost, certificate, key }): [string, CertificatePath] => {
      const found = handles.get(policyHost);
      if (found === undefined) return [policyHost, { handle: policyHost, certificate, key }];
      return [policyHost, { handle: policyHost, certificate: found.fullChain ?? certificate, key: found.key }];
    }),
  );
  return {
    of(policyHost) {
      const found = paths.get(policyHost);
      if (found === undefined) throw new Error(`no domain has the policy host ${policyHost}`);
      return found;
    },
  };
}
