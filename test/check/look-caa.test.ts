// CAA as apply looks at it before it asks for a first certificate.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caaFindings } from '../../src/check/look-caa.ts';
import { authorityUrls } from '../../src/formats/acme-client-conf/authority-urls.ts';
import { startDnsServer, type Zone } from '../support/dns-server.ts';

const HOST = 'mta-sts.example.com';
const CONF = `authority le {\n\tapi url "https://acme-v02.api.letsencrypt.org/directory"\n\taccount key "/etc/acme/le.pem"\n}\ndomain ${HOST} {\n\tdomain key "/etc/ssl/private/x.key"\n\tdomain full chain certificate "/etc/ssl/x.pem"\n\tsign with le\n}\n`;

async function codes(zone: Zone, url = authorityUrls(CONF)(HOST) ?? ''): Promise<string[]> {
  const dns = await startDnsServer(zone);
  try {
    return (await caaFindings(HOST, url, [dns.endpoint])).map(({ code }) => code);
  } finally {
    dns.close();
  }
}

test('what keeps the authority of the handle from issuing', async () => {
  assert.deepEqual(await codes({ 'example.com': { CAA: ['issue "ca.example"'] } }), ['caa-forbids']);
  assert.deepEqual(await codes({ 'example.com': { CAA: ['issue "letsencrypt.org"'] } }), []);
  assert.deepEqual(await codes({}), []);
});

test('nothing is known: another authority, no answer', async () => {
  assert.deepEqual(await codes({ 'example.com': { CAA: ['issue "ca.example"'] } }, 'https://ca.example/dir'), []);
  assert.deepEqual(await codes({ [HOST]: 'servfail' }), []);
  assert.equal(authorityUrls(CONF)('mta-sts.example.org'), null);
});
