// DKIM: what proves who reported, what does not, and what becomes of either.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { unlinkSync } from 'node:fs';
import { test } from 'node:test';
import { dkimSign } from 'mailauth/lib/dkim/sign.js';
import { parseStored } from '../../src/formats/tls-report/stored-line.ts';
import { summarize } from '../../src/reports/summary/summarize.ts';
import type { ResolveTxt } from '../../src/reports/trust/verify-signature.ts';
import { NOW } from '../support/now.ts';
import { reportTree } from '../support/report-tree.ts';
import { reportJson, reportMail } from '../support/reports.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const RECORD = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');

interface Signing {
  readonly domain?: string;
  readonly algorithm?: string;
  readonly maxBodyLength?: number;
  readonly expires?: Date;
}

async function signed(mail: Buffer, { domain = 'google.com', algorithm = 'rsa-sha256', maxBodyLength, expires }: Signing = {}): Promise<Buffer> {
  const signatureData = [{ signingDomain: domain, selector: 's1', privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }), algorithm, canonicalization: 'relaxed/relaxed', ...(maxBodyLength === undefined ? {} : { maxBodyLength }) }];
  const { signatures } = await dkimSign(mail, { signTime: new Date(NOW.getTime() - 3_600_000), ...(expires === undefined ? {} : { expires }), signatureData } as unknown as Parameters<typeof dkimSign>[1]);
  return Buffer.concat([Buffer.from(signatures, 'latin1'), mail]);
}

/** Answers for s1._domainkey of any domain. */
function dns(record = `v=DKIM1; k=rsa; p=${RECORD}`): ResolveTxt {
  return async (name) => (name.startsWith('s1._domainkey.') ? [[record.slice(0, 200), record.slice(200)]] : Promise.reject(Object.assign(new Error('none'), { code: 'ENOTFOUND' })));
}

const mail = (id = 'k') => reportMail(reportJson({ id }));

async function trustOf(content: Buffer, resolveTxt: ResolveTxt = dns()) {
  const tree = reportTree();
  tree.put('m.eml', content);
  await tree.add(undefined, { resolveTxt });
  const trust = parseStored(tree.lines()[0] ?? '')?.trust;
  return trust && [trust.result, trust.domain, trust.service, trust.why];
}

test('a signature of the reporter, or of a domain above it, proves the report', async () => {
  assert.deepEqual(await trustOf(await signed(mail())), ['verified', 'google.com', null, null]);
  const below = reportMail(reportJson({ contact: 'tls@mail.google.com' }));
  assert.equal((await trustOf(await signed(below)))?.[0], 'verified');
  assert.deepEqual(await trustOf(await signed(mail()), dns(`v=DKIM1; s=tlsrpt; p=${RECORD}`)), ['verified', 'google.com', 'tlsrpt', null]);
});

test('without contact-info the mail\'s own headers name the reporter', async () => {
  const report = { ...reportJson(), 'contact-info': null };
  assert.equal((await trustOf(await signed(reportMail(report))))?.[0], 'verified');
});

test('no signature, somebody else\'s, and one whose key is gone prove nothing', async () => {
  assert.deepEqual(await trustOf(mail()), ['unverified', null, null, 'not signed']);
  assert.deepEqual(await trustOf(await signed(mail(), { domain: 'evil.example' })), ['unverified', 'evil.example', null, 'signed by evil.example, which is not the reporter']);
  assert.deepEqual((await trustOf(await signed(mail(), { domain: 'com' })))?.[0], 'unverified');
  assert.deepEqual((await trustOf(await signed(mail()), async () => Promise.reject(Object.assign(new Error('gone'), { code: 'ENOTFOUND' }))))?.[3], 'no key');
  assert.equal((await trustOf(await signed(mail(), { expires: new Date(NOW.getTime() - 60_000) })))?.[0], 'unverified');
});

test('a changed body, another key, a part of the body, SHA-1 and a key for something else fail', async () => {
  const good = await signed(mail());
  const changed = Buffer.from(good.toString('latin1').replace('This is a multi-part', 'This was a multi-part'), 'latin1');
  assert.deepEqual((await trustOf(changed))?.slice(0, 2), ['failed', 'google.com']);
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  assert.equal((await trustOf(good, dns(`v=DKIM1; p=${other}`)))?.[0], 'failed');
  assert.match((await trustOf(await signed(mail(), { maxBodyLength: 100 })))?.[3] ?? '', /l=, RFC 8460 3/);
  assert.match((await trustOf(await signed(mail(), { algorithm: 'rsa-sha1' })))?.[3] ?? '', /SHA-1/);
  assert.match((await trustOf(good, dns(`v=DKIM1; s=other; p=${RECORD}`)))?.[3] ?? '', /its key is for other/);
});

test('a hundred signatures are not looked at', async () => {
  let asked = 0;
  const many = Buffer.concat([...Array.from({ length: 100 }, () => Buffer.from('DKIM-Signature: v=1; a=rsa-sha256; d=google.com; s=s1; h=from; bh=x; b=y\r\n')), mail()]);
  const trust = await trustOf(many, async () => {
    asked += 1;
    return [];
  });
  assert.deepEqual([trust?.[0], asked], ['failed', 0]);
});

test('require_dkim: a mail that proves nothing is refused, one that can\'t be asked about is put off, a file is the admin\'s word', async () => {
  const tree = reportTree();
  const requireDkim = true;
  const one = async (name: string, content: Buffer | string, resolveTxt = dns()) => tree.add(tree.put(name, content), { requireDkim, resolveTxt });
  assert.deepEqual((await one('a.eml', mail('a'))).rejections.map(({ reason }) => reason), ['not-verified']);
  assert.equal((await one('b.eml', await signed(mail('b')))).stored, 1);
  const put = await one('c.eml', await signed(mail('c')), () => Promise.reject(Object.assign(new Error('timeout'), { code: 'ETIMEOUT' })));
  assert.deepEqual([put.stored, put.postponed], [0, 1]);
  assert.equal((await one('d.json', JSON.stringify(reportJson({ id: 'd' })))).stored, 1);
});

test('a forged copy that comes first gives way to the one that is proved', async () => {
  const tree = reportTree();
  const forged = reportMail(reportJson({ id: 'f', successful: 1_000_000 }));
  await tree.add([{ name: '1', bytes: forged }]);
  assert.equal(summarize(tree.store, { domain: null, from: null, to: null }).sessions.successful, 1_000_000);
  const proved = await signed(mail('f'));
  assert.equal((await tree.add([{ name: '2', bytes: proved }], { resolveTxt: dns() })).stored, 1);
  assert.equal((await tree.add([{ name: '3', bytes: forged }, { name: '4', bytes: proved }], { resolveTxt: dns() })).duplicates, 2);
  const { reports, sessions } = summarize(tree.store, { domain: null, from: null, to: null });
  assert.deepEqual([reports, sessions.successful], [1, 10]);
});

test('whoever signs for himself under another\'s name and report-id keeps nobody out, in either order', async () => {
  const google = await signed(mail('s'));
  const other = await signed(reportMail(reportJson({ id: 's', contact: 'tls@evil.example', successful: 5 })), { domain: 'evil.example' });
  for (const order of [[google, other], [other, google]]) {
    const tree = reportTree();
    await tree.add([{ name: 'unproved', bytes: mail('s') }]);
    for (const _ of ['first', 'again']) for (const bytes of order) await tree.add([{ name: 'm', bytes }], { resolveTxt: dns() });
    const { reports, sessions, byTrust } = summarize(tree.store, { domain: null, from: null, to: null });
    assert.deepEqual([reports, sessions.successful, byTrust], [2, 15, { verified: 2 }]);
    assert.equal((await tree.add([{ name: 'unproved', bytes: mail('s') }])).duplicates, 1);
    assert.equal(new Set(tree.lines().map((line) => parseStored(line)?.id)).size, 3);
    unlinkSync(`${tree.store}/2026-11.keys`);
    assert.equal((await tree.add([google, other].map((bytes) => ({ name: 'm', bytes })), { resolveTxt: dns() })).duplicates, 2, 'keys made again know the same');
  }
});

test('headers of the mail that say otherwise are noted, and the report wins (RFC 8460 5.6)', async () => {
  const tree = reportTree();
  tree.put('m.eml', reportMail(reportJson(), { domain: 'other.example', submitter: 'elsewhere.example' }));
  await tree.add();
  const stored = parseStored(tree.lines()[0] ?? '');
  assert.deepEqual([stored?.policies[0]?.domain, stored?.tolerated], ['example.com', ['headers-differ']]);
});
