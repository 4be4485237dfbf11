// acme-client.conf with a handle for each policy host; handles that are there stay as they are.
import { ACME_CLIENT_CONF, CHALLENGEDIR } from '../model/base-system.ts';
import type { AcmeClientConf, AcmeClientVerdict, AcmeDomain } from '../model/acme-client-conf.ts';
import type { AcmeConfig } from '../model/config.ts';
import type { Desired, DesiredDomain } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Facts } from '../model/facts.ts';
import type { WriteFileStep } from '../model/plan.ts';
import { judgeAcmeClientConf } from '../formats/acme-client-conf/judge-acme-client-conf.ts';
import { acmeClientWorld } from '../formats/httpd-conf/facts-world.ts';
import type { Adoption } from './adoption.ts';
import { beforeOf, NOTHING, refused, ROOT_WHEEL, unchangedOn, type Part } from './part.ts';
import { renderText, type Rendered } from './render-servers.ts';

const HANDLE_TEMPLATE = 'acme-client.conf/domain.hbs';

/** The file as acme-client reads it now, or why it does not. */
export function readAcmeClientConf(facts: Facts): { readonly conf: AcmeClientConf; readonly diagnostics: readonly Diagnostic[] } {
  const text = beforeOf(facts, ACME_CLIENT_CONF)?.content ?? '';
  const verdict = judgeAcmeClientConf(ACME_CLIENT_CONF, text, acmeClientWorld(facts));
  return { conf: verdict.conf, diagnostics: verdict.exit === 0 ? [] : [brokenFile(verdict, facts)] };
}

export function planAcmeClientConf(desired: Desired, facts: Facts, conf: AcmeClientConf, adoption: Adoption): Part {
  const handles = new Map(conf.domains.map((each) => [each.handle, each]));
  const own = desired.domains.filter(({ policyHost }) => adoption.kept(policyHost).certificate === null);
  const unusable = own.filter(({ policyHost }) => handles.has(policyHost) && handles.get(policyHost)?.fullChain === null);
  const unfit = own.flatMap(({ policyHost }) => unfitHandle(handles.get(policyHost), policyHost, facts));
  if (unfit.length > 0) return refused(...unfit);
  if (unusable.length > 0) return refused(...unusable.map(({ policyHost }) => withoutChain(handles.get(policyHost)?.line ?? 1, policyHost, facts)));
  const missing = own.filter(({ policyHost }) => !handles.has(policyHost));
  if (missing.length === 0) return NOTHING;
  const blocks = renderBlocks(missing, conf, desired);
  if (!blocks.ok) return refused(blocks.diagnostic);
  return appended(blocks.text, missing, desired, facts);
}

function renderBlocks(missing: readonly DesiredDomain[], conf: AcmeClientConf, desired: Desired): Rendered {
  const { acme, templates } = desired;
  const hasAuthority = conf.authorities.some(({ name }) => name === acme.authority);
  const texts: string[] = [];
  const rendered = [
    ...(hasAuthority ? [] : [renderText('acme-client.conf/authority.hbs', templates, authorityContext(acme))]),
    ...missing.map((domain) => renderText(HANDLE_TEMPLATE, templates, domainContext(domain, acme))),
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

function domainContext({ policyHost, certificate, key }: DesiredDomain, { keyType, authority }: AcmeConfig) {
  return { handle: policyHost, key, keyType, certificate, authority };
}

function appended(blocks: string, missing: readonly DesiredDomain[], desired: Desired, facts: Facts): Part {
  const before = beforeOf(facts, ACME_CLIENT_CONF);
  const text = before?.content ?? '';
  const content = `${text}${gapAfter(text)}${blocks}`;
  const verdict = judgeAcmeClientConf(ACME_CLIENT_CONF, content, acmeClientWorld(facts));
  if (verdict.exit !== 0) return refused(brokenResult(verdict, facts));
  const lost = missing.find((domain) => !hasHandle(verdict.conf, domain));
  if (lost !== undefined) return refused(lostHandle(lost, desired, facts));
  const hosts = missing.map((each) => each.policyHost);
  const step: WriteFileStep = {
    kind: 'write-file',
    path: ACME_CLIENT_CONF,
    before,
    after: { content, ...(before === null ? ROOT_WHEEL : { mode: before.mode, uid: before.uid, gid: before.gid }) },
    judge: { program: 'acme-client', expected: [], expectedBefore: before === null ? null : [], handle: hosts[0] ?? null },
    reason: hosts.length === 1 ? `the handle of ${hosts[0]}` : `the handles of ${hosts[0]} and ${hosts.length - 1} more`,
  };
  return { steps: [step], notes: [], diagnostics: [] };
}

/** What is asked for: this handle, for this name, into these files. */
function hasHandle({ domains }: AcmeClientConf, { policyHost, certificate, key }: DesiredDomain): boolean {
  const found = domains.find(({ handle }) => handle === policyHost);
  return found !== undefined && found.fullChain === certificate && found.key === key && found.name === policyHost && found.challengedir === CHALLENGEDIR;
}

function lostHandle({ policyHost, certificate, key }: DesiredDomain, { templates }: Desired, facts: Facts): Diagnostic {
  const file = templates.get(HANDLE_TEMPLATE)?.file ?? HANDLE_TEMPLATE;
  return {
    code: 'template-result',
    place: { file },
    message: `makes no handle "${policyHost}" with the key ${key}, the full chain ${certificate} and its challenges in ${CHALLENGEDIR}`,
    unchanged: unchangedOn(facts),
    next: `correct ${file}, then: stsctl plan`,
  };
}

/** A newline for a last line that lacks one, then a blank line. */
function gapAfter(text: string): string {
  if (text === '') return '';
  return text.endsWith('\n') ? '\n' : '\n\n';
}

function brokenFile(verdict: AcmeClientVerdict, facts: Facts): Diagnostic {
  const { line, message } = placed(verdict);
  return {
    code: 'acme-client-conf-broken',
    place: { file: ACME_CLIENT_CONF, ...line },
    message: `acme-client -n refuses the file as it is: ${message}`,
    unchanged: unchangedOn(facts),
    next: 'correct that line, then: stsctl plan',
  };
}

function brokenResult(verdict: AcmeClientVerdict, facts: Facts): Diagnostic {
  const { line, message } = placed(verdict);
  return {
    code: 'acme-client-conf-handle',
    place: { file: ACME_CLIENT_CONF, ...line },
    message: `acme-client -n would refuse the file that stsctl would write: ${message}`,
    unchanged: unchangedOn(facts),
    next: 'look whether another handle uses the same files, and at your templates in /etc/stsctl/templates/acme-client.conf',
  };
}

function placed({ stderr }: AcmeClientVerdict): { readonly line: { readonly line?: number }; readonly message: string } {
  const [first = ''] = stderr;
  const found = /^[^\n]*?:(\d+): (.*)$/.exec(first);
  return found === null ? { line: {}, message: first } : { line: { line: Number(found[1]) }, message: found[2] ?? '' };
}

/** A handle of ours that would answer challenges elsewhere than our server looks, or ask for a certificate of another name. */
function unfitHandle(found: AcmeDomain | undefined, policyHost: string, facts: Facts): Diagnostic[] {
  if (found === undefined) return [];
  const base = { code: 'acme-client-conf-handle', place: { file: found.file, line: found.line }, unchanged: unchangedOn(facts) } as const;
  if (found.challengedir !== CHALLENGEDIR) {
    return [{ ...base, message: `handle "${policyHost}" puts its challenges into ${found.challengedir}, and our server looks in ${CHALLENGEDIR}`, next: 'remove challengedir from that handle, then: stsctl plan' }];
  }
  if ([found.name, ...found.alternativeNames].includes(policyHost)) return [];
  return [{ ...base, message: `handle "${policyHost}" asks for a certificate that does not name ${policyHost}`, next: `add ${policyHost} to its alternative names, then: stsctl plan` }];
}

function withoutChain(line: number, handle: string, facts: Facts): Diagnostic {
  return {
    code: 'acme-client-conf-handle',
    place: { file: ACME_CLIENT_CONF, line },
    message: `handle "${handle}" writes no full chain, which httpd must serve for senders to verify it (RFC 8461 3.3)`,
    unchanged: unchangedOn(facts),
    next: `add to that handle: domain full chain certificate "/etc/ssl/${handle}.fullchain.pem", then: stsctl plan`,
  };
}
