// Why acme-client.conf, or what a template makes for it, will not do.
import { ACME_CLIENT_CONF, CHALLENGEDIR } from '../model/base-system.ts';
import type { AcmeClientVerdict, AcmeDomain } from '../model/acme-client-conf.ts';
import type { Desired, WantedCertificate } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Facts } from '../model/facts.ts';
import { unchangedOn } from './part.ts';

export const HANDLE_TEMPLATE = 'acme-client.conf/domain.hbs';

/** A certificate of ours. */
export type WantedHandle = WantedCertificate & { readonly handle: string };

export function brokenFile(verdict: AcmeClientVerdict, facts: Facts): Diagnostic {
  const { line, message } = placed(verdict);
  return {
    code: 'acme-client-conf-broken',
    place: { file: ACME_CLIENT_CONF, ...line },
    message: `acme-client -n refuses the file as it is: ${message}`,
    unchanged: unchangedOn(facts),
    next: `${mendOf(message)}, then: stsctl plan`,
  };
}

/** A key of somebody else's that others can read is no fault of a line. */
function mendOf(message: string): string {
  const key = /^(?:acme-client: )?(\/\S+): group read/.exec(message)?.[1];
  return key === undefined ? 'correct that line' : `chmod 400 ${key}`;
}

export function brokenResult(verdict: AcmeClientVerdict, facts: Facts): Diagnostic {
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
  // A missing include is told twice, the second time with its line.
  const first = stderr.find((line) => !line.startsWith('acme-client: pushfile: ')) ?? stderr[0] ?? '';
  const found = /^[^\n]*?:(\d+): (.*)$/.exec(first);
  return found === null ? { line: {}, message: first } : { line: { line: Number(found[1]) }, message: found[2] ?? '' };
}

/** A handle of ours that is there and can't be used as it is; names that are to join it are no fault. */
export function unfitHandle(found: AcmeDomain | undefined, { handle, names }: WantedHandle, facts: Facts): Diagnostic[] {
  if (found === undefined) return [];
  const fault = faultOf(found, handle, names);
  if (fault === null) return [];
  return [{ code: 'acme-client-conf-handle', place: { file: found.file, line: found.line }, message: `handle "${handle}" ${fault.what}`, unchanged: unchangedOn(facts), next: `${fault.next}, then: stsctl plan` }];
}

function faultOf(found: AcmeDomain, handle: string, names: readonly string[]): { readonly what: string; readonly next: string } | null {
  if (found.challengedir !== CHALLENGEDIR) return { what: `puts its challenges into ${found.challengedir}, and our server looks in ${CHALLENGEDIR}`, next: 'remove challengedir from that handle' };
  if (found.fullChain === null) return { what: 'writes no full chain, which httpd must serve for senders to verify it (RFC 8461 3.3)', next: `add to that handle: domain full chain certificate "/etc/ssl/${handle}.fullchain.pem"` };
  const has = [found.name, ...found.alternativeNames];
  if (!has.includes(handle)) return { what: `asks for a certificate that does not name ${handle}`, next: `add ${handle} to its alternative names` };
  const joining = names.find((name) => !has.includes(name));
  if (joining === undefined || found.file === ACME_CLIENT_CONF) return null;
  return { what: `stands in an included file, which stsctl does not write, and does not name ${joining}`, next: `add ${joining} to its alternative names` };
}

export function lostHandle({ handle, names, certificate, key }: WantedHandle, { templates }: Desired, facts: Facts): Diagnostic {
  const file = templates.get(HANDLE_TEMPLATE)?.file ?? HANDLE_TEMPLATE;
  return {
    code: 'template-result',
    place: { file },
    message: `makes no handle "${handle}" for ${names.join(', ')} with the key ${key}, the full chain ${certificate} and its challenges in ${CHALLENGEDIR}`,
    unchanged: unchangedOn(facts),
    next: `correct ${file}, then: stsctl plan`,
  };
}
