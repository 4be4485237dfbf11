// The host behind a configured domain: daemon, certificate and policy on disk against what is served.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readHost } from '../../src/check/read-host.ts';
import type { Ours } from '../../src/check/subject.ts';
import { policyId } from '../../src/formats/mta-sts/policy-id.ts';
import { MemoryHost } from '../support/memory-host.ts';
import { Certificates, checkSetup, codesOf, DOMAIN, HOST, MAIL, OURS, POLICY, type Pair, type Setup } from './_peers.ts';

const certificates = new Certificates();
let pair: Pair;
let renewed: Pair;
before(async () => {
  pair = await certificates.pair([HOST, MAIL]);
  renewed = await certificates.pair([HOST, MAIL], { days: 90, age: 1 });
});
after(() => certificates.remove());

const FILE = '/var/www/mta-sts/mta-sts.txt';
const FULL = `/etc/ssl/${HOST}.fullchain.pem`;
const WEB = `server "${HOST}" {\n\tlisten on * tls port 443\n\ttls {\n\t\tcertificate "${FULL}"\n\t\tkey "/etc/ssl/private/${HOST}.key"\n\t}\n\tlocation "/.well-known/mta-sts.txt" {\n\t\troot "/mta-sts"\n\t\trequest strip 1\n\t}\n}\n`;

interface Side {
  readonly files?: Readonly<Record<string, string>>;
  readonly isRunning?: boolean;
  readonly isEnabled?: boolean;
}

function hostOf({ files = {}, isRunning = true, isEnabled = true }: Side): MemoryHost {
  return new MemoryHost({ '/usr/sbin/rcctl': '', '/etc/httpd.conf': WEB, [FILE]: POLICY, [FULL]: pair.cert, ...files }, (argv) => {
    switch (argv.join(' ')) {
      case '/usr/sbin/rcctl get httpd flags':
        return isEnabled ? { exit: 0, stdout: '\n' } : { exit: 1, stdout: 'NO\n' };
      case '/usr/sbin/rcctl check httpd':
        return { exit: isRunning ? 0 : 1 };
      default:
        return assert.fail(`${argv.join(' ')} is asked for nothing`);
    }
  });
}

async function codes(side: Side, ours: Partial<Ours> = {}, setup: Setup = {}): Promise<string[]> {
  const { sides } = await readHost(hostOf(side), [HOST]);
  return codesOf(await checkSetup({ ...setup, ours: { ...OURS, ...ours, host: sides.get(HOST) ?? null } }, pair, certificates.ca));
}

test('nothing to say: as it should be', async () => assert.deepEqual(await codes({}), []));
test('httpd does not run', async () => assert.deepEqual(await codes({ isRunning: false }), ['httpd-stopped']));
test('httpd is not enabled', async () => assert.deepEqual(await codes({ isEnabled: false }), ['httpd-disabled']));

test('the certificate on disk is not the one served', async () => {
  assert.deepEqual(await codes({ files: { [FULL]: renewed.cert } }), ['policy-certificate-old']);
  assert.deepEqual(await codes({ files: { [FULL]: 'x' } }), []);
});

test('the policy: on disk, served, configured', async () => {
  const old = POLICY.replace('604800', '99999');
  const next = async (side: Side, setup: Setup) => {
    const { sides } = await readHost(hostOf(side), [HOST]);
    const { domains } = await checkSetup({ ...setup, ours: { ...OURS, host: sides.get(HOST) ?? null } }, pair, certificates.ca);
    return (domains[0]?.outcome.findings ?? []).map((each) => `${each.code}: ${each.message}; ${each.next}`).filter((text) => /^(policy|sts)-/.test(text));
  };
  const [file = '', ...none] = await next({ files: { [FILE]: old } }, {});
  assert.match(file, new RegExp(`^policy-file-differs: ${FILE} holds a policy of id ${policyId(old)}, and ${OURS.policyId} is configured; stsctl apply`));
  assert.deepEqual(none, []);
  const [both = ''] = await next({ files: { [FILE]: old } }, { policy: old, zone: { [`_mta-sts.${DOMAIN}`]: { TXT: [`v=STSv1; id=${policyId(old)};`] } } });
  assert.match(both, /^policy-differs: .*; stsctl plan$/, 'told once');
  const [elsewhere = ''] = await next({}, { policy: old });
  assert.match(elsewhere, new RegExp(`^policy-differs: .*; ${FILE} is as configured: see whether that address leads to this host`));
});

test('where there is no OpenBSD, no server of that name, or no host at all, nothing is said', async () => {
  const bare = new MemoryHost({ '/etc/httpd.conf': WEB }, () => ({ exit: 127 }));
  assert.equal((await readHost(bare, [HOST])).sides.size, 0);
  assert.equal((await readHost(hostOf({ files: { '/etc/httpd.conf': 'include "/etc/httpd.d/all.conf"\n' } }), [HOST])).sides.size, 0);
});
