// The ansible collection with Debian's ansible-core: check and diff mode, changed once, facts, failures; the hosts have no Python.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { REPOSITORY, STSCTL } from '../support/stsctl.ts';
import { whyNoSshHost } from './ssh-host.ts';
import { startSshFleet, type SshFleet } from './ssh-fleet.ts';

const NAMES = ['mail1', 'mail2'];

interface TaskResult {
  readonly changed?: boolean;
  readonly msg?: string;
  readonly diff?: readonly { readonly before_header: string; readonly before: string; readonly after: string }[];
  readonly steps?: readonly { readonly kind: string; readonly reason: string }[];
  readonly journal?: string | null;
  readonly diagnostics?: readonly { readonly code: string }[];
  readonly ansible_facts?: { readonly stsctl: { readonly dns: unknown } };
}

describe('the ansible collection', { skip: whyNoSshHost('ansible-playbook') }, () => {
  let fleet: SshFleet;
  /** Of the last ansible-playbook: 2 when a host failed. */
  let status: number | null = null;
  before(async () => {
    fleet = await startSshFleet(NAMES.length);
    fleet.fresh();
    for (const { namespace } of fleet.hosts) namespace.demand('/bin/sh', '-c', 'rm -f /usr/bin/python3*');
    mkdirSync(fleet.file('collections/ansible_collections/stsctl'), { recursive: true });
    symlinkSync(`${REPOSITORY}ansible`, fleet.file('collections/ansible_collections/stsctl/stsctl'));
    writeFileSync(fleet.file('inventory'), `${NAMES.join('\n')}\n`);
  });
  after(() => fleet?.end());

  function play(options: Readonly<Record<string, unknown>> = {}, ...argv: string[]): Record<string, TaskResult> {
    const task = { 'stsctl.stsctl.stsctl': { config: fleet.file('stsctl.conf'), ssh_config: fleet.file('ssh_config'), executable: [process.execPath, STSCTL], ...options } };
    // JSON is YAML.
    writeFileSync(fleet.file('play.yml'), JSON.stringify([{ hosts: 'all', gather_facts: false, tasks: [task] }]));
    // Results as they are: the callback `tree` writes each host's into a file, and with -vvv leaves nothing out.
    const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: fleet.directory, LC_ALL: 'C.UTF-8', ANSIBLE_COLLECTIONS_PATH: fleet.file('collections'), ANSIBLE_LOCAL_TEMP: fleet.file('tmp'), ANSIBLE_CALLBACKS_ENABLED: 'tree', ANSIBLE_CALLBACK_TREE_DIR: fleet.file('results') };
    rmSync(fleet.file('results'), { recursive: true, force: true });
    const { exit, stdout, stderr } = fleet.run(['ansible-playbook', '-vvv', '-i', fleet.file('inventory'), fleet.file('play.yml'), ...argv], { env, timeoutMs: 300_000 });
    status = exit;
    return Object.fromEntries(NAMES.map((name) => {
      assert.ok(existsSync(fleet.file(`results/${name}`)), `no result of ${name}: ${stdout}${stderr}`);
      return [name, JSON.parse(readFileSync(fleet.file(`results/${name}`), 'utf8')) as TaskResult];
    }));
  }

  test('check mode says what would change and changes nothing; with --diff each file', () => {
    const before_ = fleet.read('mail1', '/etc/httpd.conf');
    const found = play({}, '--check', '--diff');
    for (const name of NAMES) {
      assert.equal(found[name]?.changed, true, found[name]?.msg);
      const httpd = found[name]?.diff?.find((each) => each.before_header === '/etc/httpd.conf');
      assert.equal(httpd?.before, before_);
      assert.match(httpd?.after ?? '', /server "mta-sts\.example\.com"/);
    }
    assert.equal(fleet.read('mail1', '/etc/httpd.conf'), before_);
  });

  test('it changes once; facts hold the journal and the records to publish', () => {
    const first = play();
    for (const name of NAMES) {
      assert.equal(first[name]?.changed, true, first[name]?.msg);
      assert.match(first[name]?.journal ?? '', /^\d{8}T\d{6}Z/);
      assert.ok(first[name]?.steps?.some(({ kind }) => kind === 'issue-certificate'));
      assert.match(JSON.stringify(first[name]?.ansible_facts?.stsctl.dns), /_mta-sts/);
      assert.match(fleet.read(name, '/etc/httpd.conf'), /server "mta-sts\.example\.com"/);
    }
    assert.equal(status, 0);
    const second = play();
    for (const name of NAMES) assert.deepEqual([second[name]?.changed, second[name]?.steps, second[name]?.journal], [false, [], null], second[name]?.msg);
  });

  test('a domain that is held back fails the host, though the rest is done', () => {
    const { stdout } = fleet.stsctl('-q', '-H', 'mail1', 'plan', '--json');
    const held = [{ domain: 'example.org', code: 'policy-loses-mail', message: 'example.org is held back', unchanged: 'everything of example.org on mail1', next: 'list old.example.org' }];
    const plan = { ...(JSON.parse(stdout) as object), held };
    const step = { kind: 'start', reason: 'httpd is not running' };
    // Who answers as stsctl does where DNS says that mail would be lost; here nobody can ask it.
    const answering = (answer: object, exit: number) => {
      writeFileSync(fleet.file('answer'), `cat <<'END'\n${JSON.stringify(answer)}\nEND\nexit ${exit}\n`);
      return play({ executable: ['/bin/sh', fleet.file('answer')] }, ...('plan' in answer ? [] : ['--check']))['mail1'];
    };
    for (const [answer, exit, changed] of [[plan, 1, false], [{ ...plan, steps: [step] }, 2, true], [{ version: 1, plan: { ...plan, steps: [step] }, journal: null, pending: [] }, 2, true]] as const) {
      const found = answering(answer, exit);
      assert.deepEqual([status, found?.changed, found?.msg, found?.diagnostics], [2, changed, 'example.org is held back (next: list old.example.org)', held]);
    }
  });

  test('what is wrong fails the host, and says what to do', () => {
    const unknown = play({ host: 'mail9' });
    assert.equal(status, 2);
    assert.match(unknown['mail1']?.msg ?? '', /there is no \[host mail9\].*next: /);
    assert.equal(unknown['mail1']?.diagnostics?.[0]?.code, 'usage');
    assert.match(play({ colour: 'red' })['mail1']?.msg ?? '', /stsctl takes no colour/);
    assert.match(play({ executable: '/nowhere/stsctl' })['mail1']?.msg ?? '', /can't be run on the controller: No such file/);
  });
});
