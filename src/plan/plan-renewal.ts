// What the renewal has to look after: the handles of the configured domains, and where their certificates are served.
import type { Desired } from '../model/desired.ts';
import type { Diagnostic, Result } from '../model/diagnostic.ts';
import type { Facts } from '../model/facts.ts';
import type { Renewal, RenewalPlan, ServedAt } from '../model/renewal.ts';
import { brokenPairs } from './broken-pairs.ts';
import { connectAddresses } from './plan-fetch.ts';
import { readAcmeClientConf } from './read-acme-client-conf.ts';
import { servedCertificates } from './served-certificates.ts';
import { servedWorld } from './plan-served.ts';
import { missingPrograms } from './split-by-programs.ts';

/** Nothing is decided about files here: what is wrong with httpd.conf is the plan's affair, as long as it can be read. */
export function planRenewal(desired: Desired, facts: Facts): Result<RenewalPlan> {
  const acme = readAcmeClientConf(desired, facts);
  const diagnostics: Diagnostic[] = [...missingPrograms(facts), ...acme.diagnostics];
  if (diagnostics.length > 0) return { ok: false, diagnostics };
  const { verdict, adoption, paths } = servedWorld(desired, facts, acme.conf);
  const conf = new Map(acme.conf.domains.map((each) => [each.handle, each]));
  const renewals = new Map<string, Renewal & { served: ServedAt[] }>();
  for (const domain of desired.domains) {
    const { handle, certificate } = paths.of(domain.policyHost);
    if (handle === null) continue;
    const served: ServedAt = { domain: domain.domain, policyHost: domain.policyHost, connect: connectAddresses(domain, 'policy', facts, adoption) };
    const known = renewals.get(handle);
    const found = conf.get(handle);
    const names = found === undefined ? [] : [found.name, ...found.alternativeNames];
    if (known === undefined) renewals.set(handle, { handle, names, certificate, served: [served] });
    else known.served.push(served);
  }
  const all = [...renewals.values()];
  return {
    ok: true,
    value: { renewals: all.filter(({ handle }) => conf.has(handle)), alsoRestart: desired.acme.alsoRestart, certificates: servedCertificates(desired, verdict.conf, paths), broken: brokenPairs(verdict.conf, facts).map(({ certificate, what }) => ({ certificate, what })), missing: all.filter(({ handle }) => !conf.has(handle)).map(({ handle }) => handle) },
    warnings: [],
  };
}

/** By the configuration alone, where the host can't be looked at as a whole: acme-client says itself what it can't do. */
export function bareRenewal({ domains, acme }: Desired): RenewalPlan {
  const own = domains.filter(({ wantedCertificate, policyHost }) => wantedCertificate.handle === policyHost);
  const renewals = own.map(({ domain, policyHost, addresses, wantedCertificate }): Renewal => ({ handle: policyHost, names: wantedCertificate.names, certificate: wantedCertificate.certificate, served: [{ domain, policyHost, connect: addresses.length > 0 ? addresses : ['127.0.0.1'] }] }));
  return { renewals, alsoRestart: acme.alsoRestart, certificates: renewals.map(({ certificate }) => certificate), broken: [], missing: [] };
}
