// The manual's line for PostgreSQL, against a real server that is started for it: every row arrives as it is, a second load adds none.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { reportTree } from '../support/report-tree.ts';
import { detail, reportJson } from '../support/reports.ts';
import { REPOSITORY, STSCTL } from '../support/stsctl.ts';

/** Debian has each version in a folder of its own. */
const VERSIONS = '/usr/lib/postgresql';
const PROGRAMS = namesIn(VERSIONS).map((version) => `${VERSIONS}/${version}/bin`).at(-1);
const NOBODY = 65534;

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** The literal lines of the manual that speak of PostgreSQL: a statement, and a command. */
function fromManual(): { readonly table: string; readonly load: string } {
  const manual = readFileSync(`${REPOSITORY}man/stsctl.8`, 'utf8').replaceAll('\\e', '\\');
  const [, table = '', load = ''] = /(create table tls_reports \([^]*?\);)\n[^]*?# (stsctl reports export --csv[^]*?)\n\.Ed/.exec(manual) ?? [];
  return { table, load };
}

describe('reports export into PostgreSQL', { skip: PROGRAMS === undefined || process.getuid?.() !== 0 ? 'needs PostgreSQL and root: apt-get install postgresql, or npm test as root on Debian' : false }, () => {
  const directory = mkdtempSync(join(tmpdir(), 'stsctl-postgres-'));
  const environment = { PATH: `${PROGRAMS}:${process.env['PATH'] ?? ''}`, PGHOST: directory, PGUSER: 'stsctl', PGDATABASE: 'postgres' };
  const asNobody = (...argv: string[]) => execFileSync(argv[0] ?? '', argv.slice(1), { uid: NOBODY, gid: NOBODY, env: environment, cwd: directory, stdio: ['ignore', 'ignore', 'inherit'] });
  const sql = (statement: string) => execFileSync('psql', ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-c', statement], { encoding: 'utf8', env: environment }).trim();
  before(() => {
    chmodSync(directory, 0o755);
    chownSync(directory, NOBODY, NOBODY);
    asNobody('initdb', '-D', `${directory}/data`, '-U', 'stsctl', '--auth=trust', '--no-sync', '--encoding=UTF8', '--locale=C');
    asNobody('pg_ctl', '-D', `${directory}/data`, '-w', '-l', `${directory}/log`, '-o', `-c listen_addresses='' -c unix_socket_directories='${directory}' -c fsync=off`, 'start');
  });
  after(() => {
    asNobody('pg_ctl', '-D', `${directory}/data`, '-m', 'immediate', 'stop');
    rmSync(directory, { recursive: true, force: true });
  });

  test('the lines of the manual load every row as it is, and again without harm', async () => {
    const { table, load } = fromManual();
    assert.notEqual(table, '', 'man/stsctl.8 EXAMPLES has "create table tls_reports (…);" and below it a line that begins with "# stsctl reports export --csv"');
    const hostile = `O'Brien "GmbH", \\N ; drop table tls_reports; -- ü`;
    const tree = reportTree();
    for (let index = 0; index < 700; index += 1) tree.put(`${index}.json`, JSON.stringify(reportJson({ id: `r${index}`, successful: index })));
    tree.put('hostile.json', JSON.stringify({ ...reportJson({ id: hostile, organization: hostile, failed: 2, details: [detail('certificate-expired', 2)] }), 'contact-info': null }));
    await tree.add();
    sql(table);
    const run = () => spawnSync('sh', ['-c', load.replace('stsctl', `${process.execPath} ${STSCTL} --root ${tree.root}`)], { encoding: 'utf8', env: environment });
    for (const time of ['first', 'again']) {
      const { status, stderr } = run();
      assert.equal(status, 0, `${time}: ${stderr}`);
      assert.equal(sql('select count(*), sum(successful) from tls_reports'), `701|${(699 * 700) / 2 + 10}`, time);
    }
    assert.equal(sql('select organization from tls_reports where report_id = organization and contact is null'), hostile);
    assert.equal(sql(`select d->>'type', sum((d->>'sessions')::int) from tls_reports, jsonb_array_elements(details) d group by 1`), 'certificate-expired|2');
    assert.equal(sql('select distinct day, domain, policy_type, mx->>0 from tls_reports'), '2026-11-22|example.com|sts|mail.example.com');
  });
});
