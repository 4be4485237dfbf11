// What acme-client(1) does with an authority block.
import type { AcmeAuthority } from '../../model/acme-client-conf.ts';
import { DROP, GO_ON, type Action } from '../bsd-conf/driver.ts';
import { LONGEST_COMPARED } from './limits.ts';
import type { AcmeReading, AuthorityDraft } from './reading.ts';

export const AUTHORITY_ACTIONS: Readonly<Record<string, Action<AcmeReading>>> = {
  'authority-opens'(c, at) {
    const name = c.text(at);
    const compared = name.slice(0, LONGEST_COMPARED.authority);
    if (c.authorityNames.has(compared)) return c.mistake('authority already defined');
    c.authorityNames.add(compared);
    c.firstAuthority ??= name;
    c.authority = { name, apiUrl: null, accountKey: null, accountKeyType: 'rsa', contact: null, insecure: false };
    return GO_ON;
  },

  authority(c) {
    const { authority } = c;
    if (authority === null) return DROP;
    c.authorities.push(finish(c, authority));
    if (authority.apiUrl === null) return c.mistake(`authority ${authority.name}: no api URL specified`);
    if (authority.accountKey === null) return c.mistake(`authority ${authority.name}: no account key file specified`);
    return GO_ON;
  },

  'api-url': inAuthority('duplicate api', 'apiUrl', 3),
  contact: inAuthority('duplicate contact', 'contact', 2),

  'account-key'(c, at) {
    const signal = inAuthority('duplicate account', 'accountKey', 3)(c, at);
    if (signal === GO_ON && c.authority !== null) c.authority.accountKeyType = c.text(at + 4) === 'ecdsa' ? 'ecdsa' : 'rsa';
    return signal;
  },

  insecure(c) {
    if (c.authority !== null) c.authority.insecure = true;
    return GO_ON;
  },
};

function inAuthority(duplicate: string, option: 'apiUrl' | 'accountKey' | 'contact', word: number): Action<AcmeReading> {
  return (c, at) => {
    if (c.authority === null) return DROP;
    if (c.authority[option] !== null) return c.mistake(duplicate);
    c.authority[option] = c.text(at + word);
    return GO_ON;
  };
}

function finish(c: AcmeReading, draft: AuthorityDraft): AcmeAuthority {
  const { file, line, start, end } = c.statement();
  return { ...draft, apiUrl: draft.apiUrl ?? '', accountKey: draft.accountKey ?? '', file, line, range: { start, end } };
}
