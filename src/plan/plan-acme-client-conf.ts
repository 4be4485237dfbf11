// acme-client.conf with a handle for each certificate of ours; what is there stays, but for names that join a group.
import { ACME_CLIENT_CONF, CHALLENGEDIR } from '../model/base-system.ts';
import type { AcmeClientConf, AcmeDomain } from '../model/acme-client-conf.ts';
import type { AcmeConfig } from '../model/config.ts';
import type { Desired } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Facts } from '../model/facts.ts';
import type { FileState, WriteFileStep } from '../model/plan.ts';
import { addAlternativeNames } from '../formats/acme-client-conf/add-alternative-names.ts';
import { judgeAcmeClientConf } from '../formats/acme-client-conf/judge-acme-client-conf.ts';
import { applyEdits, type Edit } from '../formats/bsd-conf/edit.ts';
import { brokenResult, HANDLE_TEMPLATE, lostHandle, unfitHandle, type WantedHandle } from './acme-client-conf-refusals.ts';
import type { Adoption } from './adoption.ts';
import { beforeOf, NOTHING, refused, ROOT_WHEEL, type Part } from './part.ts';
import { acmeWorld } from './read-acme-client-conf.ts';
import { renderText, type Rendered } from './render-servers.ts';

export function planAcmeClientConf(desired: Desired, facts: Facts, conf: AcmeClientConf, adoption: Adoption): Part {
  const existing = new Map(conf.domains.map((each) => [each.handle, each]));
  const wanted = wantedHandles(desired, adoption);
  const unfit = wanted.flatMap((each) => unfitHandle(existing.get(each.handle), each, facts));
  if (unfit.length > 0) return refused(...unfit);
  const missing = wanted.filter(({ handle }) => !existing.has(handle));
  const joining = wanted.filter((each) => namesToAdd(each, existing.get(each.handle)).length > 0);
  const notes = strayNames(desired, conf, wanted);
  if (missing.length === 0 && joining.length === 0) return { ...NOTHING, notes };
  const blocks = renderBlocks(missing, conf, desired);
  if (!blocks.ok) return refused(blocks.diagnostic);
  const text = beforeOf(facts, ACME_CLIENT_CONF)?.content ?? '';
  const edits = joining.map((each) => joinEdit(text, each, existing.get(each.handle)));
  const content = `${applyEdits(text, edits)}${missing.length === 0 ? '' : gapAfter(text) + blocks.text}`;
  return { ...judged(content, missing, joining, desired, facts), notes };
}

/** A policy host that has another certificate now: a name that can't be validated would keep the whole handle from renewal. */
function strayNames({ domains }: Desired, conf: AcmeClientConf, wanted: readonly WantedHandle[]): string[] {
  const hosts = new Set(domains.map(({ policyHost }) => policyHost));
  const names = new Map(wanted.map((each) => [each.handle, new Set(each.names)]));
  return conf.domains.flatMap(({ handle, alternativeNames, file, line }) => {
    const stray = names.has(handle) ? alternativeNames.filter((name) => hosts.has(name) && names.get(handle)?.has(name) === false) : [];
    return stray.map((name) => `handle "${handle}" (${file}:${line}) still asks for ${name}, which has a certificate of its own: left as it is; take it out of its alternative names by hand`);
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

function namesToAdd({ names }: WantedHandle, found: AcmeDomain | undefined): string[] {
  return found === undefined ? [] : names.filter((name) => ![found.name, ...found.alternativeNames].includes(name));
}

/** Only blocks that stand in the file itself come here. */
function joinEdit(text: string, wanted: WantedHandle, found: AcmeDomain | undefined): Edit {
  if (found === undefined) throw new Error(`no handle ${wanted.handle} to add names to`);
  return addAlternativeNames(text, found.range, namesToAdd(wanted, found));
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

function judged(content: string, missing: readonly WantedHandle[], joining: readonly WantedHandle[], desired: Desired, facts: Facts): Part {
  const changed = [...missing, ...joining];
  const verdict = judgeAcmeClientConf(ACME_CLIENT_CONF, content, acmeWorld(facts, new Set(changed.map(({ key }) => key))));
  if (verdict.exit !== 0) return refused(brokenResult(verdict, facts));
  const lost = missing.find((each) => !hasHandle(verdict.conf, each)) ?? joining.find((each) => !hasNames(verdict.conf, each));
  if (lost !== undefined) return refused(lostHandle(lost, desired, facts));
  return { steps: [writeStep(content, changed.map(({ handle }) => handle), beforeOf(facts, ACME_CLIENT_CONF))], notes: [], diagnostics: [] };
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
