// Which files hold the certificate and key of a policy host: what is kept or an existing handle decides, else ours.
import { CHALLENGEDIR } from '../model/base-system.ts';
import type { AcmeClientConf } from '../model/acme-client-conf.ts';
import type { Desired } from '../model/desired.ts';
import type { Adoption } from './adoption.ts';

export interface CertificatePath {
  /** Null for a certificate of another client: used as it is, never renewed by us. */
  readonly handle: string | null;
  readonly certificate: string;
  readonly key: string;
  /** Where that handle's challenges go. */
  readonly challengedir: string;
}

export interface CertificatePaths {
  of(policyHost: string): CertificatePath;
}

/** `existing` is acme-client.conf as it is now. */
export function certificatePaths(desired: Desired, existing: AcmeClientConf, adoption: Adoption): CertificatePaths {
  const handles = new Map(existing.domains.map((each) => [each.handle, each]));
  const paths = new Map(
    desired.domains.map(({ policyHost, certificate, key }): [string, CertificatePath] => {
      const found = handles.get(policyHost);
      const own = { handle: policyHost, certificate: found?.fullChain ?? certificate, key: found?.key ?? key, challengedir: found?.challengedir ?? CHALLENGEDIR };
      return [policyHost, adoption.kept(policyHost).certificate ?? own];
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
