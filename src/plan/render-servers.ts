// The two server blocks of a policy host, from their templates.
import type { DesiredDomain, Templates } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { wordOrString } from '../formats/template/quote-string.ts';
import { renderTemplate } from '../formats/template/render-template.ts';
import type { CertificatePath } from './certificate-paths.ts';
import { formatMarker, type Role } from './marker.ts';
import type { OurListen } from './our-listens.ts';
import type { TlsOption } from './shared-tls-options.ts';

/** What the two templates are given, beside the domain's own values. */
export interface ServerContext {
  readonly challenge: readonly OurListen[];
  readonly policy: readonly OurListen[];
  readonly tlsOptions: readonly TlsOption[];
}

export const TEMPLATE: Readonly<Record<Role, string>> = {
  challenge: 'httpd.conf/mta-sts-challenge.hbs',
  policy: 'httpd.conf/mta-sts-policy.hbs',
};

export const PORT: Readonly<Record<Role, number>> = { challenge: 80, policy: 443 };

export type Rendered = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly diagnostic: Diagnostic };

/** Marker and block, without a final newline. */
export function renderServer(role: Role, domain: DesiredDomain, path: CertificatePath, context: ServerContext, templates: Templates): Rendered {
  const rendered = renderText(TEMPLATE[role], templates, {
    policyHost: domain.policyHost,
    policyRoot: domain.policyRoot,
    certificate: path.certificate,
    key: path.key,
    tlsOptions: context.tlsOptions,
    listens: context[role].map(({ address }) => ({ address: wordOrString(address), port: PORT[role], tls: role === 'policy' })),
  });
  if (!rendered.ok) return rendered;
  return { ok: true, text: `${formatMarker(role, domain.policyHost)}\n${rendered.text.trimEnd()}` };
}

/** Renders one template; what is wrong with it is told with its file and line. */
export function renderText(name: string, templates: Templates, context: Readonly<Record<string, unknown>>): Rendered {
  const template = templates.get(name);
  if (template === undefined) throw new Error(`no template ${name}`);
  const result = renderTemplate(template, context);
  if (result.ok) return result;
  const { message, ...place } = result.problem;
  return {
    ok: false,
    diagnostic: {
      code: 'template-syntax',
      place: { file: template.file, ...place },
      message,
      unchanged: 'everything on the host',
      next: `correct ${template.file}, then: stsctl plan`,
    },
  };
}
