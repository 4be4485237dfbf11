// What `acme-client -nv` prints of a configuration it accepts.
import type { AcmeAuthority, AcmeClientConf, AcmeDomain } from '../../model/acme-client-conf.ts';

/** Lines, without their line ends. acme-client(1) leaves out `contact`. */
export function formatAcmeClientConf({ macros, authorities, domains }: AcmeClientConf): string[] {
  return [
    ...macros.map(([name, value]) => `${name} = "${value}"`),
    ...authorities.flatMap(formatAuthority),
    ...domains.flatMap(formatDomain),
  ];
}

function formatAuthority({ name, apiUrl, accountKey, accountKeyType, insecure }: AcmeAuthority): string[] {
  return [
    `authority ${name} {`,
    `\tapi url "${apiUrl}"`,
    `\taccount key "${accountKey}" ${accountKeyType}`,
    ...(insecure ? ['\tinsecure'] : []),
    '}',
    '',
  ];
}

function formatDomain(domain: AcmeDomain): string[] {
  return [
    `domain ${domain.handle} {`,
    `\tdomain name "${domain.name}"`,
    ...alternativeNames(domain),
    `\tdomain key "${domain.key}" ${domain.keyType}`,
    ...line('domain certificate', domain.certificate),
    ...line('domain chain certificate', domain.chain),
    ...line('domain full chain certificate', domain.fullChain),
    ...line('profile', domain.profile),
    ...line('sign with', domain.said.includes('sign with') ? domain.authority : null),
    ...line('challengedir', domain.said.includes('challengedir') ? domain.challengedir : null),
    '}',
    '',
  ];
}

function alternativeNames({ alternativeNames: names }: AcmeDomain): string[] {
  return names.length === 0 ? [] : [`\talternative names { ${names.join(', ')} }`];
}

function line(option: string, value: string | null): string[] {
  return value === null ? [] : [`\t${option} "${value}"`];
}
