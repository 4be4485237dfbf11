// Certificates by other ACME clients than acme-client(1): real ones, into paths of their own.
import assert from 'node:assert/strict';
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { statSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { TUTORIAL } from '../support/tutorial.ts';
import { startCertificateHost, whyNoCertificateHost, type CertificateHost } from './certificate-host.ts';
import { issueWithLego, issueWithUacme, serveChallenges, type Issued } from './foreign-clients.ts';
import { FURTHER_DOMAINS, IPV4 } from './zone.ts';

const POLICY = TUTORIAL.slice(0, TUTORIAL.indexOf('[domain'));
const skip = whyNoCertificateHost('uacme', 'lego');

describe('a foreign client', { skip }, () => {
  let host: CertificateHost;
  before(async () => {
    host = await startCertificateHost();
    serveChallenges(host);
  });
  after(() => host?.end());

  const clients = { uacme: issueWithUacme, lego: issueWithLego } as const;
  for (const [index, [client, issue]] of Object.entries(clients).entries()) {
    test(`${client}'s certificate is served by certificate_file and key_file, and its next one after a reload`, () => {
      const domain = FURTHER_DOMAINS[10 + index] ?? '';
      const name = `mta-sts.${domain}`;
      const { certificateFile, keyFile } = issue(host, name);
      host.write('/etc/stsctl.conf', `${POLICY}[domain ${domain}]\naddress[] = ${IPV4}\ncertificate_file = ${certificateFile}\nkey_file = ${keyFile}\n\n${host.acmeSection()}`);
      const applied = host.stsctl('apply');
      assert.equal(applied.exit, 0, applied.stderr);
      assert.doesNotMatch(applied.stdout, /acme-client|crontab/);
      assert.equal(host.servedSerial(name), host.storedSerial(certificateFile));
      assert.deepEqual(host.stsctl('renew', '-v'), { exit: 0, stdout: '', stderr: '' }, 'not ours to renew');
      issue(host, name);
      assert.notEqual(host.servedSerial(name), host.storedSerial(certificateFile));
      host.namespace.demand('rcctl', 'reload', 'httpd');
      assert.equal(host.servedSerial(name), host.storedSerial(certificateFile));
      host.publish();
      const checked = host.stsctl('check');
      assert.equal(checked.exit, 0, checked.stdout);
    });

    test(`${client} gets a certificate and key that belong together and verify`, () => {
      assertIssued(host, 'mta-sts.d1.example.net', issue(host, 'mta-sts.d1.example.net'));
    });

    test(`${client} gets another one when it is asked again, also from an authority that has forgotten it`, () => {
      const first = host.storedSerial(issue(host, 'mta-sts.d2.example.net').certificateFile);
      host.authority.start();
      const issued = issue(host, 'mta-sts.d2.example.net');
      assert.notEqual(host.storedSerial(issued.certificateFile), first);
      assertIssued(host, 'mta-sts.d2.example.net', issued);
    });
  }
});

function assertIssued(host: CertificateHost, name: string, { certificateFile, keyFile }: Issued): void {
  const leaf = new X509Certificate(host.read(certificateFile));
  assert.equal(leaf.checkHost(name), name);
  assert.ok(leaf.checkPrivateKey(createPrivateKey(host.read(keyFile))), 'the key is that of the certificate');
  assert.equal(statSync(host.namespace.path(keyFile)).mode & 0o077, 0, 'nobody else reads the key');
  const verified = host.run('openssl', 'verify', '-CAfile', host.authority.rootsFile, '-untrusted', certificateFile, certificateFile);
  assert.equal(verified.exit, 0, verified.stderr);
}
