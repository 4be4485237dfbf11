// acme-client.conf as acme-client reads it now, or why it does not.
import { ACME_CLIENT_CONF } from '../model/base-system.ts';
import type { AcmeClientConf, AcmeClientWorld } from '../model/acme-client-conf.ts';
import type { Desired } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Facts } from '../model/facts.ts';
import { judgeAcmeClientConf } from '../formats/acme-client-conf/judge-acme-client-conf.ts';
import { acmeClientWorld } from '../formats/httpd-conf/facts-world.ts';
import { brokenFile } from './acme-client-conf-refusals.ts';
import { beforeOf } from './part.ts';

/** Keys of ours that others can read are no obstacle: the plan makes them private first. */
export function readAcmeClientConf(desired: Desired, facts: Facts): { readonly conf: AcmeClientConf; readonly diagnostics: readonly Diagnostic[] } {
  const text = beforeOf(facts, ACME_CLIENT_CONF)?.content ?? '';
  const asItIs = judgeAcmeClientConf(ACME_CLIENT_CONF, text, acmeClientWorld(facts));
  if (asItIs.exit === 0) return { conf: asItIs.conf, diagnostics: [] };
  const handles = new Set(desired.domains.map(({ wantedCertificate }) => wantedCertificate.handle));
  const { conf } = judgeAcmeClientConf(ACME_CLIENT_CONF, text, { ...acmeClientWorld(facts), modeOf: () => null });
  const ours = new Set(conf.domains.filter(({ handle }) => handles.has(handle)).map(({ key }) => key));
  const verdict = judgeAcmeClientConf(ACME_CLIENT_CONF, text, acmeWorld(facts, ours));
  return { conf: verdict.conf, diagnostics: verdict.exit === 0 ? [] : [brokenFile(verdict, facts)] };
}

/** The machine as it will be once these keys are private. */
export function acmeWorld(facts: Facts, keys: ReadonlySet<string>): AcmeClientWorld {
  const world = acmeClientWorld(facts);
  const ownerOnly = (mode: number | string | null) => (typeof mode === 'number' ? mode & 0o700 : mode);
  return { ...world, modeOf: (path) => (keys.has(path) ? ownerOnly(world.modeOf(path)) : world.modeOf(path)) };
}
