// Where each policy host's certificate comes from: `certificate`, or `certificate_file` and `key_file`.
import type { CertificateConfig, DomainConfig } from '../model/config.ts';
import type { IniSpot } from '../formats/ini/ini-file.ts';
import { quoted } from './checked.ts';
import type { Problems } from './problems.ts';
import type { ReadSection } from './read-section.ts';
import type { DOMAIN_KEYS } from './sections.ts';

type Own = ReadSection<typeof DOMAIN_KEYS>;

/** Let's Encrypt's limit, and that of most authorities. */
const MAX_NAMES = 100;

export function readCertificate({ said, written, section }: Own, problems: Problems): CertificateConfig {
  const file = written.get('certificate_file');
  const key = written.get('key_file');
  const shared = written.get('certificate');
  if (shared !== undefined && (file ?? key) !== undefined) {
    problems.add('config-value', shared.keySpot, 'certificate names another domain\'s certificate and certificate_file one of its own; keep one of them');
  } else if ((file === undefined) !== (key === undefined)) {
    const [there, missing] = file === undefined ? [key, 'certificate_file'] : [file, 'key_file'];
    problems.add('config-incomplete', there?.keySpot ?? section.spot, `${there?.key} needs ${missing} = beside it`);
  }
  if (said.certificate !== undefined) return { kind: 'shared', domain: said.certificate.domain };
  if (said.certificate_file === undefined || said.key_file === undefined) return { kind: 'own' };
  return { kind: 'files', certificate: said.certificate_file, key: said.key_file };
}

/** What can be told only when every domain is known. */
export function reportShared(domains: readonly DomainConfig[], sections: readonly Own[], problems: Problems): void {
  const byName = new Map(domains.map((each) => [each.domain, each]));
  const names = new Map<string, number>();
  domains.forEach(({ domain, certificate }, index) => {
    const spot = sections[index]?.written.get('certificate')?.valueSpot;
    if (certificate.kind !== 'shared' || spot === undefined) return;
    const count = (names.get(certificate.domain) ?? 1) + 1;
    names.set(certificate.domain, count);
    reportOne(domain, byName.get(certificate.domain), certificate.domain, count, spot, problems);
  });
}

function reportOne(domain: string, other: DomainConfig | undefined, name: string, count: number, spot: IniSpot, problems: Problems): void {
  const problem = sharedProblem(domain, other, name, count);
  if (problem !== null) problems.add('config-value', spot, `certificate ${problem}`);
}

function sharedProblem(domain: string, other: DomainConfig | undefined, name: string, count: number): string | null {
  if (domain === name) return 'names the domain itself; take the line out';
  if (other === undefined) return `is ${quoted(name)}, and there is no section [domain ${name}]`;
  // Its own line is told already.
  if (other.certificate.kind === 'shared' && other.certificate.domain === name) return null;
  if (other.certificate.kind === 'shared') return `is ${quoted(name)}, which has none of its own; write ${quoted(other.certificate.domain)}`;
  return count > MAX_NAMES ? `${quoted(name)} would hold ${count} names; ${MAX_NAMES} is what authorities allow` : null;
}
