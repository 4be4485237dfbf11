// From what host, DNS and flags say to a configuration, each value with where it is from. Pure; nothing is guessed without saying so.
import type { Mode, Policy } from '../model/config.ts';
import { ACME_CLIENT_CONF, HTTPD_CONF } from '../model/base-system.ts';
import { acmeClientWorld, httpdWorld } from '../formats/httpd-conf/facts-world.ts';
import { judgeAcmeClientConf } from '../formats/acme-client-conf/judge-acme-client-conf.ts';
import { judgeHttpdConf } from '../formats/httpd-conf/judge-httpd-conf.ts';
import { specialAddress } from '../formats/address/special-address.ts';
import { parsePolicy } from '../formats/mta-sts/parse-policy.ts';
import { policyFiles } from './existing-policies.ts';
import { contentOf, type HostLook } from './host-look.ts';
import { filled, known, mailDomains, ownNames, type From } from './host-names.ts';

export interface ProposedDomain {
  readonly domain: From<string>;
  readonly mode: From<Mode>;
  readonly maxAgeSeconds: From<number>;
  /** Empty when nobody knows. */
  readonly mx: From<readonly string[]>;
  readonly addresses: From<readonly string[]>;
  readonly tlsrpt: From<readonly string[]>;
}

export interface ProposedAuthority {
  readonly name: string;
  readonly apiUrl: string | null;
  readonly accountKey: string | null;
  readonly contact: string | null;
  readonly keyType: 'rsa' | 'ecdsa' | null;
  readonly from: string;
}

export interface Proposal {
  readonly domains: readonly ProposedDomain[];
  readonly acme: ProposedAuthority;
  /** Domains whose set-up by hand was found and not asked to be adopted. */
  readonly byHand: readonly string[];
  /** Files that were to be adopted and hold no policy. */
  readonly notPolicies: readonly string[];
}

/** What DNS says of one domain; empty lists where it says nothing. */
export interface DomainInDns {
  readonly mx: readonly string[];
  readonly addresses: readonly string[];
  readonly tlsrpt: readonly string[];
}

export interface Wishes {
  /** Operands; empty for those that the host names. */
  readonly domains: readonly string[];
  readonly fromTutorial: boolean;
  readonly addresses: readonly string[];
  readonly contact: string | null;
  readonly mode: Mode | null;
  readonly mx: readonly string[];
  readonly tlsrpt: readonly string[];
}

const WEEK = 604_800;

/** The domains there is something to say of; DNS is asked about them next. */
export function proposedDomains(look: HostLook, { domains, fromTutorial }: Wishes): From<string>[] {
  if (domains.length > 0) return domains.map((value) => ({ value, from: 'as you said' }));
  const served = existingPolicies(look).map(({ domain }) => ({ value: domain, from: `served by ${HTTPD_CONF}` }));
  const mail = mailDomains(look);
  const all = fromTutorial && served.length > 0 ? served : [...mail, ...served];
  return [...new Map(all.toReversed().map((each) => [each.value, each])).values()].toReversed();
}

export function propose(look: HostLook, wishes: Wishes, domains: readonly From<string>[], dns: ReadonlyMap<string, DomainInDns>): Proposal {
  const served = existingPolicies(look);
  return {
    domains: domains.map((domain) => proposeDomain(domain, look, wishes, dns.get(domain.value))),
    acme: authority(look, domains, wishes),
    notPolicies: wishes.fromTutorial ? served.filter(({ policy }) => policy === null).map(({ path }) => path) : [],
    byHand: wishes.fromTutorial ? [] : served.map(({ domain }) => domain).filter((domain) => domains.some(({ value }) => value === domain)),
  };
}

function proposeDomain(domain: From<string>, look: HostLook, wishes: Wishes, dns: DomainInDns | undefined): ProposedDomain {
  const kept = wishes.fromTutorial ? existingPolicies(look).find((each) => each.domain === domain.value) : undefined;
  const policy = kept?.policy ?? null;
  const own = look.addresses.filter((address) => !address.includes('%') && specialAddress(address) === null);
  return {
    domain,
    mode: first<Mode>([flag(wishes.mode), known(policy?.mode, kept?.path)], { value: 'testing', from: '' }),
    maxAgeSeconds: first([known(policy?.maxAgeSeconds, kept?.path)], { value: WEEK, from: '' }),
    mx: first<readonly string[]>([flag(filled(wishes.mx)), known(filled(policy?.mx), kept?.path), known(filled(dns?.mx), 'MX records'), ...ownNames(look)], { value: [], from: 'nobody said' }),
    addresses: first<readonly string[]>([flag(filled(wishes.addresses)), known(filled(dns?.addresses), 'DNS'), known(filled(own), "the host's own")], { value: [], from: 'nobody said' }),
    tlsrpt: first<readonly string[]>([flag(filled(wishes.tlsrpt)), known(filled(dns?.tlsrpt), `_smtp._tls.${domain.value}`)], { value: [], from: 'nobody said' }),
  };
}

function first<T>(found: readonly (From<T> | null)[], otherwise: From<T>): From<T> {
  return found.find((each) => each !== null) ?? otherwise;
}

const flag = <T>(value: T | null) => known(value, 'as you said');

interface Existing {
  readonly domain: string;
  readonly path: string;
  /** Null for a file that holds none. */
  readonly policy: Policy | null;
}

/** Policy hosts that httpd.conf serves, with the policy each has. */
export function existingPolicies(look: HostLook): Existing[] {
  const { conf } = judgeHttpdConf(HTTPD_CONF, contentOf(look, HTTPD_CONF), httpdWorld(look));
  return policyFiles(conf).map(({ domain, path }) => ({ domain, path, policy: parsePolicy(contentOf(look, path)).policy }));
}

/** That of the handles there are, else Let's Encrypt. */
function authority(look: HostLook, domains: readonly From<string>[], { contact }: Wishes): ProposedAuthority {
  const { conf } = judgeAcmeClientConf(ACME_CLIENT_CONF, contentOf(look, ACME_CLIENT_CONF), acmeClientWorld(look));
  const hosts = new Set(domains.map(({ value }) => `mta-sts.${value}`));
  const handle = conf.domains.find(({ name }) => hosts.has(name)) ?? conf.domains[0];
  const found = conf.authorities.find(({ name }) => name === handle?.authority) ?? conf.authorities[0];
  if (found === undefined) return { name: 'letsencrypt', apiUrl: null, accountKey: null, contact, keyType: null, from: 'the usual one' };
  return { name: found.name, apiUrl: found.apiUrl, accountKey: found.accountKey, contact: contact ?? found.contact, keyType: handle?.keyType ?? null, from: ACME_CLIENT_CONF };
}
