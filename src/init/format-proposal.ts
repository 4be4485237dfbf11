// A proposal as a commented stsctl.conf(5).
import type { From } from './host-names.ts';
import type { Proposal, ProposedAuthority, ProposedDomain } from './propose.ts';

/** Every domain that says the same as the first one shares its policy. The name of an authority that stsctl knows needs no URL. */
export function formatProposal({ domains, acme }: Proposal, knownUrls: ReadonlyMap<string, string>): string {
  const [shared] = domains;
  if (shared === undefined) throw new Error('a proposal without a domain');
  return [HEAD, policySection(shared), ...domains.map((each) => domainSection(each, shared)), acmeSection(acme, knownUrls)].join('\n');
}

const HEAD = `; stsctl.conf(5), written by stsctl init: read it, then: stsctl plan
; What each value is from stands behind it.
`;

function policySection(shared: ProposedDomain): string {
  return [
    '; What every domain gets unless its own section says otherwise.',
    '[policy]',
    '; testing: senders deliver and report. enforce: they deliver over verified TLS to these hosts only.',
    '; max_age: for how many seconds they keep it.',
    ...policyLines(shared),
    '',
  ].join('\n');
}

function policyLines({ mode, maxAgeSeconds, mx, tlsrpt }: ProposedDomain): string[] {
  return [
    line('mode', mode.value, mode),
    line('max_age', String(maxAgeSeconds.value), maxAgeSeconds),
    ...mx.value.map((host) => line('mx[]', host, mx)),
    ...(tlsrpt.value.length > 0 ? tlsrpt.value.map((uri) => line('tlsrpt[]', uri, tlsrpt)) : ['; where senders mail their daily reports (RFC 8460):', '; tlsrpt[] = mailto:reports@example.com']),
  ];
}

function domainSection(each: ProposedDomain, shared: ProposedDomain): string {
  const differing = KEYS.filter((key) => JSON.stringify(each[key].value) !== JSON.stringify(shared[key].value));
  const addresses = each.addresses.value.length > 0 ? each.addresses.value.map((address) => line('address[]', address, each.addresses)) : ['; the public addresses of this host, for A and AAAA:', '; address[] = 203.0.113.1'];
  return [`[domain ${each.domain.value}]${comment(each.domain)}`, ...differing.flatMap((key) => LINES[key](each)), ...addresses, ''].join('\n');
}

const KEYS = ['mode', 'maxAgeSeconds', 'mx', 'tlsrpt'] as const;
const LINES: Readonly<Record<(typeof KEYS)[number], (domain: ProposedDomain) => string[]>> = {
  mode: ({ mode }) => [line('mode', mode.value, mode)],
  maxAgeSeconds: ({ maxAgeSeconds }) => [line('max_age', String(maxAgeSeconds.value), maxAgeSeconds)],
  mx: ({ mx }) => mx.value.map((host) => line('mx[]', host, mx)),
  tlsrpt: ({ tlsrpt }) => tlsrpt.value.map((uri) => line('tlsrpt[]', uri, tlsrpt)),
};

function acmeSection({ name, apiUrl, accountKey, contact, keyType, from }: ProposedAuthority, knownUrls: ReadonlyMap<string, string>): string {
  const usualKey = `/etc/acme/${name}-privkey.pem`;
  return [
    '; Who issues the certificates, through acme-client(1).',
    '[acme]',
    line('authority', name, { from }),
    ...(apiUrl === null || knownUrls.get(name) === apiUrl ? [] : [line('url', apiUrl, { from })]),
    ...(accountKey === null || accountKey === usualKey ? [] : [line('account_key', accountKey, { from })]),
    contact === null ? '; contact = mailto:hostmaster@example.com' : line('contact', contact, { from: '' }),
    ...(keyType === null || keyType === 'rsa' ? [] : [line('key_type', keyType, { from })]),
    '',
  ].join('\n');
}

function line(key: string, value: string, from: Pick<From<unknown>, 'from'>): string {
  // A ; or # in a value begins a comment (ini).
  return `${key} = ${printable(value).replace(/[;#\\]/g, '\\$&')}${comment(from)}`;
}

function comment({ from }: Pick<From<unknown>, 'from'>): string {
  return from === '' ? '' : ` ; ${printable(from)}`;
}

/** What the host's files hold may be anything; a line end in it would begin a line of ours. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7E]/g, '?');
}
