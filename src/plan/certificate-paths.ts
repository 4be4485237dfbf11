// Which files hold the certificate and key of a policy host: what is kept or an existing handle decides, else ours.
import { CHALLENGEDIR } from '../model/base-system.ts';
import type { AcmeClientConf, AcmeDomain } from '../model/acme-client-conf.ts';
import type { Desired, WantedCertificate } from '../model/desired.ts';
import type { Adoption } from './adoption.ts';

export interface CertificatePath {
  /** Null for a certificate of another client: used as it is, never renewed by us. */
  readonly handle: string | null;
  /** What httpd serves: the full chain. */
  readonly certificate: string;
  readonly key: string;
  /** The file that acme-client looks at to see what is due (FACTS part 5). */
  readonly looksAt: string;
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
    desired.domains.map(({ policyHost, wantedCertificate }): [string, CertificatePath] => {
      const own = ownPath(wantedCertificate, handles.get(wantedCertificate.handle ?? ''));
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

function ownPath({ handle, certificate, key }: WantedCertificate, found: AcmeDomain | undefined): CertificatePath {
  const full = found?.fullChain ?? certificate;
  return { handle, certificate: full, key: found?.key ?? key, looksAt: found?.certificate ?? full, challengedir: found?.challengedir ?? CHALLENGEDIR };
}
