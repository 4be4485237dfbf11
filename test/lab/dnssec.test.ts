// The resolver behind a real validating one: unbound, over zones that nsd serves, one signed well and one with signatures of long ago.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Resolver } from '../../src/check/dns/resolver.ts';
import { freePorts } from '../support/free-ports.ts';
import { missingPrograms } from '../support/missing-programs.ts';

const NEEDED = ['nsd', 'unbound', 'ldns-keygen', 'ldns-signzone'] as const;
const missing = missingPrograms([...NEEDED]);
const ZONES = ['good.test', 'old.test'] as const;
const LONG_AGO = ['-i', '20200101', '-e', '20200201'] as const;

const zoneText = (zone: string) => `$ORIGIN ${zone}.\n$TTL 60\n@ IN SOA ns hostmaster 1 3600 600 86400 60\n@ IN NS ns\nns IN A 127.0.0.1\n_mta-sts IN TXT "v=STSv1; id=1;"\n`;

describe('a validating resolver', { skip: missing.length > 0 ? `needs ${missing.join(', ')}` : false }, () => {
  const directory = mkdtempSync(join(tmpdir(), 'stsctl-dnssec-'));
  const inside = (name: string) => join(directory, name);
  const run = (program: string, ...argv: readonly string[]) => execFileSync(program, argv, { cwd: directory, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  let resolver: Resolver;

  before(async () => {
    chmodSync(directory, 0o755);
    const [authority = 0, port = 0] = await freePorts(2);
    for (const zone of ZONES) sign(zone);
    const zones = ZONES.map((zone) => `zone:\n  name: ${zone}\n  zonefile: ${inside(`${zone}.signed`)}\n`).join('');
    writeFileSync(inside('nsd.conf'), `server:\n  ip-address: 127.0.0.1@${authority}\n  server-count: 1\n  username: ""\n  chroot: ""\n  zonesdir: "${directory}"\n  pidfile: "${inside('nsd.pid')}"\n  logfile: "${inside('nsd.log')}"\n  xfrdfile: ""\n  zonelistfile: "${inside('zone.list')}"\nremote-control:\n  control-enable: no\n${zones}`);
    const anchors = ZONES.map((zone) => `  trust-anchor-file: "${inside(`${zone}.ds`)}"\n`).join('');
    const stubs = ZONES.map((zone) => `stub-zone:\n  name: ${zone}\n  stub-addr: 127.0.0.1@${authority}\n`).join('');
    writeFileSync(inside('unbound.conf'), `server:\n  interface: 127.0.0.1@${port}\n  username: ""\n  chroot: ""\n  directory: "${directory}"\n  pidfile: "${inside('unbound.pid')}"\n  logfile: "${inside('unbound.log')}"\n  use-syslog: no\n  do-not-query-localhost: no\n  local-zone: "test." nodefault\n${anchors}remote-control:\n  control-enable: no\n${stubs}`);
    run('nsd', '-c', inside('nsd.conf'));
    run('unbound', '-c', inside('unbound.conf'));
    resolver = new Resolver({ servers: [{ address: '127.0.0.1', port }], timeoutMs: 3000 });
  });
  after(() => {
    for (const daemon of ['nsd', 'unbound']) process.kill(Number(readFileSync(inside(`${daemon}.pid`), 'utf8')));
    rmSync(directory, { recursive: true, force: true });
  });

  function sign(zone: string): void {
    writeFileSync(inside(`${zone}.zone`), zoneText(zone));
    const key = run('ldns-keygen', '-a', 'ECDSAP256SHA256', '-k', zone).trim();
    run('ldns-signzone', ...(zone === 'old.test' ? LONG_AGO : []), '-f', `${zone}.signed`, `${zone}.zone`, key);
    writeFileSync(inside(`${zone}.ds`), readFileSync(inside(`${key}.ds`)));
  }

  test('what it vouches for is marked', async () => {
    const answer = await resolver.ask('_mta-sts.good.test', 'TXT');
    assert.deepEqual(answer, { kind: 'records', values: [['v=STSv1; id=1;']], aliases: [], ttlSeconds: 60, isAuthenticated: true });
    assert.deepEqual(await resolver.ask('gone.good.test', 'TXT'), { kind: 'none', why: 'no-name', aliases: [] });
  });

  test('what does not validate is told from a server that fails', async () => {
    const bogus = await resolver.ask('_mta-sts.old.test', 'TXT');
    assert.equal(bogus.kind === 'failed' && bogus.why, 'bogus');
  });
});
