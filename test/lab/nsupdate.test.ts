// What stsctl dns --nsupdate prints, given to nsupdate(1), against a real BIND; asked back without recursion.
import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Resolver } from '../../src/check/dns/resolver.ts';
import { freePorts } from '../support/free-ports.ts';
import { missingPrograms } from '../support/missing-programs.ts';
import { stsctl } from '../support/stsctl.ts';
import { TUTORIAL } from '../support/tutorial.ts';

const missing = missingPrograms(['named', 'nsupdate']);
const ZONE = '$ORIGIN example.com.\n$TTL 60\n@ IN SOA ns hostmaster 1 3600 600 86400 60\n@ IN NS ns\nns IN A 127.0.0.1\n_mta-sts IN TXT "v=STSv1; id=old;"\nshort IN CNAME _mta-sts\n';

describe('nsupdate', { skip: missing.length > 0 ? `needs ${missing.join(', ')}` : false }, () => {
  const directory = mkdtempSync(join(tmpdir(), 'stsctl-nsupdate-'));
  const inside = (name: string) => join(directory, name);
  let named: ChildProcess;
  let port = 0;
  const fresh = () => new Resolver({ servers: [{ address: '127.0.0.1', port }], timeoutMs: 500 });

  before(async () => {
    chmodSync(directory, 0o755);
    [port = 0] = await freePorts(1);
    writeFileSync(inside('zone'), ZONE);
    writeFileSync(inside('stsctl.conf'), TUTORIAL);
    writeFileSync(inside('named.conf'), `options { directory "${directory}"; pid-file "${inside('pid')}"; session-keyfile "${inside('key')}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; }; recursion no; };\ncontrols { };\nzone "example.com" { type primary; file "${inside('zone')}"; allow-update { 127.0.0.1; }; };\n`);
    named = spawn('named', ['-c', inside('named.conf'), '-f', '-n', '1'], { stdio: 'ignore' });
    for (let attempt = 0; attempt < 50; attempt += 1) {
      if ((await fresh().ask('example.com', 'A')).kind === 'none') return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('named does not answer');
  });
  after(() => {
    named.kill();
    rmSync(directory, { recursive: true, force: true });
  });

  test('the records are replaced, and a second time too', async () => {
    const printed = stsctl(['dns', '--nsupdate', '-f', inside('stsctl.conf')]);
    assert.equal(printed.exit, 0, printed.stderr);
    for (let round = 0; round < 2; round += 1) execFileSync('nsupdate', [], { input: `server 127.0.0.1 ${port}\n${printed.stdout}` });
    const [sts, reports, a, aaaa] = await Promise.all([fresh().ask('_mta-sts.example.com', 'TXT'), fresh().ask('_smtp._tls.example.com', 'TXT'), fresh().ask('mta-sts.example.com', 'A'), fresh().ask('mta-sts.example.com', 'AAAA')]);
    assert.match(sts.kind === 'records' ? JSON.stringify(sts.values) : '', /^\[\["v=STSv1; id=[0-9a-f]{32};"\]\]$/);
    assert.deepEqual(reports.kind === 'records' && reports.values, [['v=TLSRPTv1; rua=mailto:reports@example.com']]);
    assert.deepEqual([a, aaaa].map((each) => (each.kind === 'records' ? each.values : [])), [['203.0.113.1'], ['2001:db8::7334']]);
  });

  test('an authority that does not recurse: its aliases are followed', async () => {
    const answer = await fresh().ask('short.example.com', 'TXT');
    assert.deepEqual(answer.kind === 'records' && answer.aliases, ['_mta-sts.example.com']);
  });
});
