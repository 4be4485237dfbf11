// What the renewal has to look after: the handles of the configured domains, and where their certificates are served.
import type { Desired } from '../model/desired.ts';
import type { Diagnostic, Result } from '../model/diagnostic.ts';
import type { Facts } from '../model/facts.ts';
import type { Renewal, RenewalPlan, Schedule, ServedAt } from '../model/renewal.ts';
import { CRONTAB, HTTPD_CONF } from '../model/base-system.ts';
import { brokenPairs } from './broken-pairs.ts';
import { unchangedOn } from './part.ts';
import { crontabRenewals, type CrontabRenewals } from './crontab-renewals.ts';
import { connectAddresses, reachedAt } from './plan-fetch.ts';
import { readAcmeClientConf } from './read-acme-client-conf.ts';
import { servedCertificates } from './served-certificates.ts';
import { servedWorld } from './plan-served.ts';
import { missingPrograms } from './split-by-programs.ts';

/** Nothing is decided about files here: what is wrong with httpd.conf is the plan's affair, as long as it can be read. */
export function planRenewal(desired: Desired, facts: Facts): Result<RenewalPlan> {
  const acme = readAcmeClientConf(desired, facts);
  const diagnostics: Diagnostic[] = [...missingPrograms(facts), ...acme.diagnostics];
  if (diagnostics.length > 0) return { ok: false, diagnostics };
  const { web, verdict, adoption, paths } = servedWorld(desired, facts, acme.conf);
  const conf = new Map(acme.conf.domains.map((each) => [each.handle, each]));
  const crontab = facts.programs.has(CRONTAB) ? crontabRenewals(facts) : null;
  const renewals = new Map<string, Renewal & { served: ServedAt[] }>();
  for (const domain of desired.domains) {
    const { handle, certificate } = paths.of(domain.policyHost);
    if (handle === null) continue;
    const served: ServedAt = { domain: domain.domain, policyHost: domain.policyHost, connect: connectAddresses(domain, 'policy', facts, adoption) };
    const known = renewals.get(handle);
    const found = conf.get(handle);
    const names = found === undefined ? [] : [found.name, ...found.alternativeNames];
    if (known === undefined) renewals.set(handle, { handle, names, certificate, schedule: scheduleOf(handle, crontab), isUnheard: crontab !== null && crontab.renewals.unmailedLines([handle], crontab.config).length > 0, served: [served] });
    else known.served.push(served);
  }
  const all = [...renewals.values()];
  return {
    ok: true,
    value: { renewals: all.filter(({ handle }) => conf.has(handle)), alsoRestart: desired.acme.alsoRestart, certificates: servedCertificates(desired, verdict.conf, paths), broken: brokenPairs(verdict.conf, facts).map(({ certificate, what }) => ({ certificate, what })), doubts: web.before === null ? [noHttpdConf(facts)] : web.diagnostics, missing: all.filter(({ handle }) => !conf.has(handle)).map(({ handle }) => handle) },
    warnings: [],
  };
}

function scheduleOf(handle: string, crontab: CrontabRenewals | null): Schedule | null {
  if (crontab === null) return null;
  if (crontab.renewals.runsStsctl(crontab.config)) return 'stsctl';
  return crontab.renewals.has(handle, crontab.config) ? 'base' : 'none';
}

function noHttpdConf(facts: Facts): Diagnostic {
  return { code: 'httpd-conf-broken', place: { file: HTTPD_CONF }, message: 'is not there: httpd serves nothing once it is loaded again', unchanged: unchangedOn(facts), next: 'stsctl apply' };
}

/** By the configuration alone, where the host can't be looked at as a whole: acme-client says itself what it can't do. */
export function bareRenewal({ domains, acme }: Desired, reach: string | null): RenewalPlan {
  const own = domains.filter(({ wantedCertificate, policyHost }) => wantedCertificate.handle === policyHost);
  const renewals = own.map(({ domain, policyHost, addresses, wantedCertificate }): Renewal => ({ handle: policyHost, names: wantedCertificate.names, certificate: wantedCertificate.certificate, schedule: null, isUnheard: false, served: [{ domain, policyHost, connect: addresses.length > 0 ? addresses : reachedAt(reach) }] }));
  return { renewals, alsoRestart: acme.alsoRestart, certificates: renewals.map(({ certificate }) => certificate), broken: [], doubts: [], missing: [] };
}
