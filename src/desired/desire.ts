// From the configuration alone to what the host and the zone should look like.
import type { Config, DomainConfig } from '../model/config.ts';
import type { Desired, DesiredDomain, PolicyFile, Templates, WantedCertificate } from '../model/desired.ts';
import type { Diagnostic, Result } from '../model/diagnostic.ts';
import { CHROOT } from '../model/base-system.ts';
import { policyId } from '../formats/mta-sts/policy-id.ts';
import { policyText } from './policy-text.ts';
import { recordsOf } from './records.ts';
import { ownerOf, policyHostOf, wantedCertificates } from './wanted-certificates.ts';

const SHARED_ROOT = '/mta-sts';
const FILE_NAME = 'mta-sts.txt';

export function desire(config: Config, templates: Templates): Result<Desired> {
  const texts = config.domains.map(({ policy }) => policyText(policy, templates));
  const diagnostics = texts.flatMap((each) => (each.ok ? [] : [each.diagnostic]));
  if (diagnostics.length > 0) return { ok: false, diagnostics: withoutRepeats(diagnostics) };
  const warnings = withoutRepeats(texts.flatMap((each) => (each.ok ? each.warnings : [])));
  const contents = texts.map((each) => (each.ok ? each.text : ''));
  return { ok: true, value: desiredOf(config, contents, templates), warnings };
}

/** A template that is wrong is wrong for every domain. */
function withoutRepeats(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...new Map(diagnostics.map((each) => [each.message, each])).values()];
}

function desiredOf(config: Config, contents: readonly string[], templates: Templates): Desired {
  const files = policyFiles(config.domains, contents);
  const certificates = wantedCertificates(config.domains);
  const domains = config.domains.map((domain) => desiredDomain(domain, files.get(policyRoot(domain)), certificates));
  return { configFile: config.file, domains, policyFiles: [...files.values()], acme: config.acme, reports: config.reports, templates };
}

/** By root: the domains that share a policy share its file. */
function policyFiles(domains: readonly DomainConfig[], contents: readonly string[]): Map<string, PolicyFile> {
  const files = new Map<string, PolicyFile & { domains: string[] }>();
  for (const [index, domain] of domains.entries()) {
    const root = policyRoot(domain);
    const known = files.get(root);
    if (known) known.domains.push(domain.domain);
    else files.set(root, { path: `${CHROOT}${root}/${FILE_NAME}`, content: contents[index] ?? '', domains: [domain.domain] });
  }
  return files;
}

/** Depends on this domain alone, so that another one never moves its policy. */
function policyRoot({ domain, sharesPolicy }: DomainConfig): string {
  return sharesPolicy ? SHARED_ROOT : `${SHARED_ROOT}/${domain}`;
}

function desiredDomain(config: DomainConfig, file: PolicyFile | undefined, certificates: ReadonlyMap<string, WantedCertificate>): DesiredDomain {
  const wantedCertificate = certificates.get(ownerOf(config));
  if (file === undefined || wantedCertificate === undefined) throw new Error(`no policy file or certificate for ${config.domain}`);
  const policyHost = policyHostOf(config.domain);
  const id = policyId(file.content);
  return {
    ...config,
    policyHost,
    policyFile: file,
    policyRoot: policyRoot(config),
    policyId: id,
    records: recordsOf(config, policyHost, id),
    wantedCertificate,
  };
}
