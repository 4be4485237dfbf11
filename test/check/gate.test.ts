// What keeps a policy from being published, and what does not.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { askGate, type GateVerdict } from '../../src/check/gate.ts';
import type { Policy } from '../../src/model/config.ts';
import { startDnsServer, type Zone } from '../support/dns-server.ts';
import { startSmtpServer, type SmtpOptions } from '../support/smtp-server.ts';
import { Certificates, DOMAIN, MAIL, ZONE, type Pair } from './_peers.ts';

const certificates = new Certificates();
let pair: Pair;
let other: Pair;
before(async () => {
  pair = await certificates.pair([MAIL, 'mx2.example.com']);
  other = await certificates.pair(['www.example.com']);
});
after(() => certificates.remove());

interface Asked {
  readonly policy?: Partial<Policy>;
  readonly before?: Partial<Policy> | null;
  readonly zone?: Zone;
  readonly smtp?: SmtpOptions | null;
  readonly allowPrivate?: boolean;
}

const ENFORCE: Policy = { mode: 'enforce', mx: [MAIL], maxAgeSeconds: 604800 };
const TWO: Zone = { [DOMAIN]: { MX: [[10, MAIL], [20, 'mx2.example.com']] }, 'mx2.example.com': { A: ['127.0.0.1'] } };

async function ask({ policy = {}, before: old = null, zone = {}, smtp = {}, allowPrivate = true }: Asked): Promise<GateVerdict> {
  const dns = await startDnsServer({ ...ZONE, ...zone });
  const mail = smtp === null ? null : await startSmtpServer({ tls: pair, ...smtp });
  try {
    const publication = { domain: DOMAIN, policy: { ...ENFORCE, ...policy }, before: old === null ? null : { ...ENFORCE, ...old } };
    return await askGate([publication], { ca: certificates.ca, resolvers: [dns.endpoint], allowPrivate, smtpPort: mail?.endpoint.port ?? 9 }, new Date(), { dnsMs: 1000, smtpMs: 2500 });
  } finally {
    dns.close();
    mail?.close();
  }
}

const codes = ({ harm }: GateVerdict) => (harm.get(DOMAIN) ?? []).map(({ code }) => code);

const HARMLESS: readonly (readonly [string, Asked, RegExp | null])[] = [
  ['enforce with a mail host that fits', {}, null],
  ['testing with a mail host that fails', { policy: { mode: 'testing' }, smtp: { extensions: [] } }, null],
  ['testing with an MX that was never in the policy', { policy: { mode: 'testing' }, before: { mode: 'testing' }, zone: TWO }, null],
  ['mode none whatever DNS says', { policy: { mode: 'none', mx: [] }, before: { mx: [MAIL, 'mx2.example.com'] }, zone: TWO }, null],
  ['no port 25 from here', { smtp: null }, /^the TLS of the mail hosts is not known: none could be looked at on port 9 from here$/],
  ['a mail host that turns us away', { smtp: { greeting: '554 no' } }, /^the TLS of the mail hosts is not known/],
  ['one that says nothing', { smtp: { greeting: null } }, /^the TLS of the mail hosts is not known/],
  ['a private address, which is not connected to', { allowPrivate: false }, /^the TLS of the mail hosts is not known/],
  ['no such domain yet', { zone: { [DOMAIN]: null } }, null],
  ['a domain that takes no mail', { zone: { [DOMAIN]: { MX: [[0, '.']] } } }, null],
  ['SERVFAIL for the MX records', { zone: { [DOMAIN]: 'servfail' } }, /^DNS gives no answer for the MX records of example\.com/],
  ['a resolver that is silent', { zone: { [DOMAIN]: 'silent' } }, /^no resolver answers/],
];
for (const [title, asked, note] of HARMLESS) {
  test(`published: ${title}`, async () => {
    const verdict = await ask(asked);
    assert.deepEqual(codes(verdict), []);
    if (note === null) assert.deepEqual(verdict.notes, []);
    else assert.match(verdict.notes.join('\n'), note);
  });
}

const HARMFUL: readonly (readonly [string, Asked, ...string[]])[] = [
  ['enforce without an MX that is in DNS', { zone: TWO }, 'mx-unmatched'],
  ['enforce with a wildcard for one label only', { policy: { mx: ['*.com'] } }, 'mx-unmatched'],
  ['enforce with a mail host without STARTTLS', { smtp: { extensions: [] } }, 'mx-no-starttls'],
  ['enforce with STARTTLS that fails', { smtp: { onStarttls: '454 not now' } }, 'mx-tls'],
  ['testing that drops an MX still in DNS', { policy: { mode: 'testing' }, before: { mode: 'testing', mx: ['*.example.com'] }, zone: TWO }, 'mx-dropped'],
];
for (const [title, asked, ...wanted] of HARMFUL) test(`held back: ${title}`, async () => assert.deepEqual(codes(await ask(asked)), wanted));

test('held back: enforce with a certificate of another name', async () => assert.deepEqual(codes(await ask({ smtp: { tls: other } })), ['mx-certificate']));
