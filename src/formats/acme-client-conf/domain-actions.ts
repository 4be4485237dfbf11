// What acme-client(1) does with a domain block.
import type { AcmeDomain } from '../../model/acme-client-conf.ts';
import { DROP, GO_ON, type Action, type Signal } from '../bsd-conf/driver.ts';
import { LONGEST_COMPARED } from './limits.ts';
import type { AcmeReading, DomainDraft } from './reading.ts';

const DEFAULT_CHALLENGEDIR = '/var/www/acme';
const GROUP_AND_OTHER = 0o077;

export const DOMAIN_ACTIONS: Readonly<Record<string, Action<AcmeReading>>> = {
  'domain-opens'(c, at) {
    const handle = c.text(at);
    if (!isDomain(handle)) return c.mistake(`${handle}: bad domain syntax`);
    const compared = handle.slice(0, LONGEST_COMPARED.handle);
    if (c.handles.has(compared)) return c.mistake('domain already defined');
    c.handles.add(compared);
    c.domain = newDomain(handle);
    return GO_ON;
  },

  domain(c) {
    const { domain } = c;
    if (domain === null) return DROP;
    c.domains.push(finish(c, domain));
    if (domain.key === null) return c.mistake(`no domain key file specified for domain ${domain.name ?? domain.handle}`);
    if (domain.certificate === null && domain.fullChain === null) {
      return c.mistake(`at least certificate file or full certificate chain file must be specified for domain ${domain.name ?? domain.handle}`);
    }
    return GO_ON;
  },

  'alternative-name'(c, at) {
    const name = c.text(at + 1);
    if (!isDomain(name)) return c.mistake('bad domain syntax');
    c.domain?.alternativeNames.push(name);
    return GO_ON;
  },

  'domain-name': (c, at) => set(c, 'name', c.text(at + 3), 'duplicate domain name'),
  challengedir: (c, at) => set(c, 'challengedir', c.text(at + 2), 'duplicate challengedir'),
  profile: (c, at) => set(c, 'profile', c.text(at + 2), 'duplicate profile'),

  'domain-key'(c, at) {
    const signal = set(c, 'key', c.text(at + 3), 'duplicate key', keyFile);
    if (signal === GO_ON && c.domain !== null) c.domain.keyType = c.text(at + 4) === 'ecdsa' ? 'ecdsa' : 'rsa';
    return signal;
  },

  certificate: (c, at) => set(c, 'certificate', c.text(at + 3), 'duplicate cert', certificateFile),
  chain: (c, at) => set(c, 'chain', c.text(at + 4), 'duplicate chain', (reading, path) => newFile(reading, path, 'chain')),
  'full-chain': (c, at) => set(c, 'fullChain', c.text(at + 5), 'duplicate full chain', (reading, path) => newFile(reading, path, 'full chain')),

  'sign-with': (c, at) => set(c, 'authority', c.text(at + 3), 'duplicate sign with', knownAuthority),
};

function newDomain(handle: string): DomainDraft {
  return {
    handle, name: null, alternativeNames: [], key: null, keyType: 'rsa', certificate: null, chain: null, fullChain: null,
    authority: null, challengedir: null, profile: null,
  };
}

/** FACTS 4, Names: letters, digits, dot, hyphen, underscore; also nothing at all. */
function isDomain(name: string): boolean {
  return /^[A-Za-z0-9._-]*$/.test(name);
}

type TextOption = 'name' | 'key' | 'certificate' | 'chain' | 'fullChain' | 'authority' | 'challengedir' | 'profile';
type Check = (c: AcmeReading, value: string) => Signal;

function set(c: AcmeReading, option: TextOption, value: string, duplicate: string, check: Check = () => GO_ON): Signal {
  if (c.domain === null) return DROP;
  if (c.domain[option] !== null) return c.mistake(duplicate);
  const signal = check(c, value);
  if (signal === GO_ON) c.domain[option] = value;
  return signal;
}

function knownAuthority(c: AcmeReading, name: string): Signal {
  return c.authorityNames.has(name.slice(0, LONGEST_COMPARED.authority)) ? GO_ON : c.mistake('sign with: unknown authority');
}

function certificateFile(c: AcmeReading, path: string): Signal {
  return path.startsWith('/') ? newFile(c, path, 'cert') : c.mistake('not an absolute path');
}

function keyFile(c: AcmeReading, path: string): Signal {
  if (!path.startsWith('/')) return c.complain(`${path}: not an absolute path`);
  const mode = c.world.modeOf(path);
  if (typeof mode === 'string') return c.complain(`cannot stat ${path}: ${mode}`);
  if (mode !== null && (mode & GROUP_AND_OTHER) !== 0) return c.complain(`${path}: group read/writable or world read/writable`);
  return newFile(c, path, 'key');
}

function newFile(c: AcmeReading, path: string, role: string): Signal {
  const compared = path.slice(0, LONGEST_COMPARED.file);
  if (c.files.has(compared)) return c.mistake(`domain ${role} file already used`);
  c.files.add(compared);
  return GO_ON;
}

function finish(c: AcmeReading, draft: DomainDraft): AcmeDomain {
  const { file, line, start, end } = c.statement();
  const said: AcmeDomain['said'] = [...(draft.authority === null ? [] : ['sign with' as const]), ...(draft.challengedir === null ? [] : ['challengedir' as const])];
  return {
    ...draft,
    name: draft.name ?? draft.handle,
    key: draft.key ?? '',
    authority: draft.authority ?? c.firstAuthority,
    challengedir: draft.challengedir ?? DEFAULT_CHALLENGEDIR,
    said, file, line, range: { start, end },
  };
}
