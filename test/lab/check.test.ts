// check against real peers: nsd, a served policy with a certificate of pebble's, Postfix; and a real sender of the same opinion.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { missingPrograms } from '../support/missing-programs.ts';
import { Certificates, type Pair } from '../check/_peers.ts';
import { startCertificateHost, whyNoCertificateHost, type CertificateHost } from './certificate-host.ts';
import { MailServer } from './mail-server.ts';
import { IPV4 } from './zone.ts';

const MAIL = 'mail.example.com';
const ROOTS = '/etc/ssl/roots.pem';
const MAILAUTH = fileURLToPath(import.meta.resolve('mailauth/lib/mta-sts.js'));
const CONF = (mode: string) => `[policy]\nmode = ${mode}\nmax_age = 604800\nmx[] = ${MAIL}\n\n[domain example.com]\naddress[] = ${IPV4}\n\n`;

interface Finding {
  readonly code: string;
  readonly severity: string;
}

describe('check against real peers', { skip: whyNoCertificateHost('postfix') }, () => {
  let host: CertificateHost;
  let mail: MailServer;
  const certificates = new Certificates();
  const strangers = new Certificates();
  const pem = ({ key, cert }: Pair) => key + cert;
  before(async () => {
    host = await startCertificateHost();
    mail = new MailServer(host.namespace);
    const good = await certificates.pair([MAIL]);
    host.write(ROOTS, host.read(host.authority.rootsFile) + certificates.ca.join(''));
    mail.serve(pem(good));
    configure('enforce');
  });
  after(async () => {
    await host?.end();
    certificates.remove();
    strangers.remove();
  });

  /** Served and published as its administrator would. */
  function configure(mode: string): void {
    host.write('/etc/stsctl.conf', CONF(mode) + host.acmeSection());
    const applied = host.stsctl('apply', '-q', '--ca-file', ROOTS);
    assert.equal(applied.exit, 0, applied.stderr);
    host.publish();
    host.dns.set('example.com', { mx: [`10 ${MAIL}.`] });
    host.dns.set(MAIL, { a: [IPV4] });
  }

  function codes(...argv: string[]): string[] {
    const { stdout } = host.stsctl('check', '--json', '--ca-file', ROOTS, ...argv);
    const { findings, domains } = JSON.parse(stdout) as { findings: Finding[]; domains: { findings: Finding[] }[] };
    return [...findings, ...domains.flatMap((each) => each.findings)].filter(({ severity }) => severity !== 'note').map(({ code }) => code);
  }

  test('a domain that is as it should be, with and without its configuration', () => {
    const { exit, stdout } = host.stsctl('check', '--ca-file', ROOTS);
    assert.equal(exit, 0, stdout);
    assert.match(stdout, /1 of 1 mail host addresses show a certificate that fits$/m);
    host.run('mv', '/etc/stsctl.conf', '/etc/stsctl.conf.away');
    assert.deepEqual(codes('example.com'), []);
    host.run('mv', '/etc/stsctl.conf.away', '/etc/stsctl.conf');
  });

  test('postfix-mta-sts-resolver finds it valid in every mode, and so do we', { skip: missingPrograms(['mta-sts-query']).length > 0 ? 'needs mta-sts-query' : false }, () => {
    for (const mode of ['testing', 'none', 'enforce']) {
      configure(mode);
      const asked = host.namespace.run(['mta-sts-query', 'example.com'], { env: { PATH: '/usr/bin:/bin', SSL_CERT_FILE: ROOTS } });
      assert.match(asked.stdout, /STSFetchResult\.VALID/, asked.stdout + asked.stderr);
      assert.match(asked.stdout, new RegExp(`'mode': '${mode}'`));
      assert.deepEqual(codes(), [], mode);
    }
  });

  test('mailauth finds it valid in every mode, and takes the mail host', () => {
    const script = `const { getPolicy, validateMx } = require(${JSON.stringify(MAILAUTH)}); getPolicy('example.com').then((got) => console.log(JSON.stringify([got.status, got.policy.id, got.policy.mode, validateMx('${MAIL}', got.policy).valid, validateMx('x.${MAIL}', got.policy).valid])))`;
    for (const mode of ['testing', 'none', 'enforce']) {
      configure(mode);
      const asked = host.namespace.run([process.execPath, '-e', script], { env: { PATH: '/usr/bin:/bin', NODE_EXTRA_CA_CERTS: ROOTS } });
      const { id } = (JSON.parse(host.stsctl('check', '--json', '--ca-file', ROOTS).stdout) as { domains: { id: string }[] }).domains[0] ?? {};
      assert.deepEqual(JSON.parse(asked.stdout), ['found', id, mode, true, mode === 'none'], asked.stderr);
    }
  });

  const CERTIFICATES: readonly (readonly [string, () => Promise<string | null>, string])[] = [
    ['expired', async () => pem(await certificates.pair([MAIL], { days: 90, age: 91 })), 'mx-certificate'],
    ['near its end', async () => pem(await certificates.pair([MAIL], { days: 90, age: 80 })), 'mx-certificate-expiring'],
    ['for the domain instead of the host', async () => pem(await certificates.pair(['example.com'])), 'mx-certificate'],
    ['of a stranger', async () => pem(await strangers.pair([MAIL])), 'mx-certificate'],
    ['none: no STARTTLS', async () => null, 'mx-no-starttls'],
  ];
  for (const [title, make, code] of CERTIFICATES) {
    test(`the certificate of the mail host: ${title}`, async () => {
      mail.serve(await make());
      assert.deepEqual(codes(), [code]);
    });
  }

  test('the gate: enforce is not published while the mail host fails, and is once it does not', async () => {
    mail.serve(pem(await certificates.pair([MAIL])));
    configure('testing');
    mail.serve(pem(await certificates.pair([MAIL], { days: 90, age: 91 })));
    host.write('/etc/stsctl.conf', CONF('enforce') + host.acmeSection());
    const refused = host.stsctl('apply', '-q', '--ca-file', ROOTS);
    assert.deepEqual([refused.exit, refused.stdout], [1, ''], refused.stderr);
    assert.match(refused.stderr, /^stsctl: example\.com is held back, since mail would be lost: mail\.example\.com 203\.0\.113\.1:25: the certificate is not trusted: it has expired \(RFC 8461 4\.2\)$/m);
    assert.match(host.read('/var/www/mta-sts/mta-sts.txt'), /mode: testing/);
    mail.serve(pem(await certificates.pair([MAIL])));
    configure('enforce');
    assert.match(host.read('/var/www/mta-sts/mta-sts.txt'), /mode: enforce/);
    host.run('rcctl', 'stop', 'httpd');
    assert.deepEqual(codes(), ['policy-unreachable', 'httpd-stopped'].sort());
    host.run('rcctl', 'start', 'httpd');
    const crontab = host.run('crontab', '-u', 'root', '-l').stdout;
    host.run('crontab', '-u', 'root', '-r');
    assert.deepEqual(codes(), []);
    host.run('rm', '/var/db/stsctl/renewals');
    assert.deepEqual(codes(), ['renewal-missing']);
    host.namespace.run(['crontab', '-u', 'root', '-'], { input: crontab });
    assert.deepEqual(codes(), []);
  });

  test('the only mail host is down at an address of this machine: that is no blocked port', () => {
    host.run('postfix', 'stop');
    assert.deepEqual(codes(), ['mx-unreachable']);
    host.run('postfix', 'start');
    assert.match(host.stsctl('check', '-v', '--ca-file', ROOTS).stdout, /^example\.com: seen: mail host mail\.example\.com 203\.0\.113\.1:25: TLSv1\.3, a certificate until \d{4}-\d\d-\d\d$/m);
  });

  test('records of the zone: none, several, another id, another mail host', async () => {
    mail.serve(pem(await certificates.pair([MAIL])));
    assert.deepEqual(codes(), []);
    host.dns.set('_mta-sts.example.com', null);
    assert.deepEqual(codes(), ['sts-record-missing']);
    host.dns.set('_mta-sts.example.com', { txt: ['v=STSv1; id=1;', 'v=STSv1; id=2;'] });
    assert.deepEqual(codes(), ['sts-record-several']);
    host.dns.set('_mta-sts.example.com', { txt: ['v=STSv1; id=1;'] });
    assert.deepEqual(codes(), ['sts-id-differs']);
    host.publish();
    host.dns.set(MAIL, { a: [IPV4] });
    host.dns.set('example.com', { mx: ['10 other.example.com.'] });
    host.dns.set('other.example.com', { a: [IPV4] });
    assert.deepEqual(codes(), ['mx-certificate', 'mx-unmatched']);
  });
});
