// acme-client.conf with a handle for each certificate of ours; what is there stays, but for policy hosts that join or leave a certificate.
import { ACME_CLIENT_CONF, CHALLENGEDIR } from '../model/base-system.ts';
import type { AcmeClientConf, AcmeDomain } from '../model/acme-client-conf.ts';
import type { AcmeConfig } from '../model/config.ts';
import type { Desired } from '../model/desired.ts';
import type { Facts } from '../model/facts.ts';
import type { Server } from '../model/httpd-conf.ts';
import type { FileState, WriteFileStep } from '../model/plan.ts';
import { judgeAcmeClientConf } from '../formats/acme-client-conf/judge-acme-client-conf.ts';
import { applyEdits } from '../formats/bsd-conf/edit.ts';
import { brokenResult, HANDLE_TEMPLATE, lostHandle, unfitHandle, type WantedHandle } from './acme-client-conf-refusals.ts';
import type { Adoption } from './adoption.ts';
import { handleNames, namesToAdd, strayNames, whyNotOurs, withdrawalOf, type HandleNames, type OtherUsers } from './handle-names.ts';
import { beforeOf, NOTHING, refused, ROOT_WHEEL, type Part } from './part.ts';
import { acmeWorld } from './read-acme-client-conf.ts';
import { renderText, type Rendered } from './render-servers.ts';

/** `foreign` are the servers of httpd.conf that are not ours, `waiting` the policy hosts of domains that are held back. */
export function planAcmeClientConf(desired: Desired, facts: Facts, conf: AcmeClientConf, adoption: Adoption, foreign: readonly Server[], waiting: ReadonlySet<string>): Part {
  const existing = new Map(conf.domains.map((each) => [each.handle, each]));
  const wanted = wantedHandles(desired, adoption);
  const unfit = wanted.flatMap((each) => unfitHandle(existing.get(each.handle), each, facts));
  if (unfit.length > 0) return refused(...unfit);
  const missing = wanted.filter(({ handle }) => !existing.has(handle));
  const text = beforeOf(facts, ACME_CLIENT_CONF)?.content ?? '';
  const kept = desired.domains.map(({ policyHost }) => policyHost).filter((host) => (adoption.kept(host).certificate?.handle ?? null) !== null);
  const users = { foreign, kept: new Set([...waiting, ...kept]) };
  const renamed = wanted.map((each) => handleNames(text, each, existing.get(each.handle), users)).filter((each) => each !== null);
  const notes = wanted.flatMap((each) => strayNotes(each, existing.get(each.handle), renamed, users));
  if (missing.length === 0 && renamed.length === 0) return { ...NOTHING, notes };
  const blocks = renderBlocks(missing, conf, desired);
  if (!blocks.ok) return refused(blocks.diagnostic);
  const content = `${applyEdits(text, renamed.flatMap(({ edits }) => edits))}${missing.length === 0 ? '' : gapAfter(text) + blocks.text}`;
  return { ...judged(content, missing, renamed, desired, facts), notes };
}

/** Names of a handle that are no policy hosts of the configuration any more: one that can't be validated keeps the whole handle from renewal. */
function strayNotes(wanted: WantedHandle, found: AcmeDomain | undefined, renamed: readonly HandleNames[], users: OtherUsers): string[] {
  if (found === undefined) return [];
  const leaving = renamed.find((each) => each.found === found)?.leaving ?? [];
  const why = whyNotOurs(wanted, found, users) ?? 'its list of names is not one that stsctl can change';
  return strayNames(wanted, found, users).map((name) => {
    if (leaving.includes(name)) return `${name} leaves handle "${found.handle}", whose certificate will not name it from the next renewal on`;
    return `handle "${found.handle}" (${found.file}:${found.line}) still asks for ${name}, which stsctl.conf has no such certificate for: left as it is, since ${why}; take the name out by hand, or the handle is not renewed once ${name} can't be validated`;
  });
}

/** Each once, with the names of those policy hosts that keep no other certificate. */
function wantedHandles({ domains }: Desired, adoption: Adoption): WantedHandle[] {
  const kept = new Set(domains.map(({ policyHost }) => policyHost).filter((host) => adoption.kept(host).certificate !== null));
  const wanted = new Map<string, WantedHandle>();
  for (const { policyHost, wantedCertificate } of domains) {
    const { handle, names } = wantedCertificate;
    if (handle !== null && !kept.has(policyHost)) wanted.set(handle, { ...wantedCertificate, handle, names: names.filter((name) => name === handle || !kept.has(name)) });
  }
  return [...wanted.values()];
}

function renderBlocks(missing: readonly WantedHandle[], conf: AcmeClientConf, desired: Desired): Rendered {
  const { acme, templates } = desired;
  const hasAuthority = missing.length === 0 || conf.authorities.some(({ name }) => name === acme.authority);
  const texts: string[] = [];
  const rendered = [
    ...(hasAuthority ? [] : [renderText('acme-client.conf/authority.hbs', templates, authorityContext(acme))]),
    ...missing.map((each) => renderText(HANDLE_TEMPLATE, templates, handleContext(each, acme))),
  ];
  for (const each of rendered) {
    if (!each.ok) return each;
    texts.push(each.text.trimEnd());
  }
  return { ok: true, text: `${texts.join('\n\n')}\n` };
}

function authorityContext({ authority, apiUrl, accountKey, contact, insecure }: AcmeConfig) {
  return { name: authority, apiUrl, accountKey, contact, insecure };
}

function handleContext({ handle, names, certificate, key }: WantedHandle, { keyType, authority }: AcmeConfig) {
  return { handle, alternativeNames: names.filter((name) => name !== handle), key, keyType, certificate, authority };
}

function judged(content: string, missing: readonly WantedHandle[], renamed: readonly HandleNames[], desired: Desired, facts: Facts): Part {
  const changed = [...missing, ...renamed.map(({ wanted }) => wanted)];
  const verdict = judgeAcmeClientConf(ACME_CLIENT_CONF, content, acmeWorld(facts, new Set(changed.map(({ key }) => key))));
  if (verdict.exit !== 0) return refused(brokenResult(verdict, facts));
  const lost = missing.find((each) => !hasHandle(verdict.conf, each)) ?? renamed.find((each) => !hasNames(verdict.conf, each.wanted))?.wanted;
  if (lost !== undefined) return refused(lostHandle(lost, desired, facts));
  const before = beforeOf(facts, ACME_CLIENT_CONF);
  const withdrawals = renamed.filter(({ joining }) => joining.length > 0).map((each) => withdrawalOf(before?.content ?? '', each));
  const step = writeStep(content, changed.map(({ handle }) => handle), before);
  return { steps: [withdrawals.length === 0 ? step : { ...step, withdrawals }], notes: [], diagnostics: [] };
}

function writeStep(content: string, handles: readonly string[], before: FileState | null): WriteFileStep {
  return {
    kind: 'write-file',
    path: ACME_CLIENT_CONF,
    before,
    after: { content, ...(before === null ? ROOT_WHEEL : { mode: before.mode, uid: before.uid, gid: before.gid }) },
    judge: { program: 'acme-client', expected: [], expectedBefore: before === null ? null : [], handle: handles[0] ?? null },
    reason: handles.length === 1 ? `the handle of ${handles[0]}` : `the handles of ${handles[0]} and ${handles.length - 1} more`,
  };
}

/** What is asked for: this handle, for these names, into these files, with its challenges where our server looks. */
function hasHandle(conf: AcmeClientConf, wanted: WantedHandle): boolean {
  const found = conf.domains.find((each) => each.handle === wanted.handle);
  const { certificate, key } = wanted;
  return found?.challengedir === CHALLENGEDIR && found.fullChain === certificate && found.key === key && hasNames(conf, wanted);
}

function hasNames({ domains }: AcmeClientConf, wanted: WantedHandle): boolean {
  const found = domains.find((each) => each.handle === wanted.handle);
  return found !== undefined && namesToAdd(wanted, found).length === 0;
}

/** A newline for a last line that lacks one, then a blank line. */
function gapAfter(text: string): string {
  if (text === '') return '';
  return text.endsWith('\n') ? '\n' : '\n\n';
}
