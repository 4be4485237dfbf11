// The stand-in rcctl against every recorded run.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { rcctl } from './rcctl.ts';
import type { RcctlHost } from './rcctl-host.ts';

interface State {
  readonly 'rc.conf.local': string | null;
  readonly httpd: 'running' | 'stopped';
  readonly 'httpd.conf': string;
}

interface Transcript {
  readonly argv: readonly string[];
  readonly before: State;
  readonly after: State;
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly asRoot?: boolean;
}

const transcripts = JSON.parse(readFileSync(new URL('../../fixtures/openbsd/rcctl/transcripts.json', import.meta.url), 'utf8')) as Transcript[];

/** What `httpd -n` said of each of the recorded configurations. */
const VERDICTS: Readonly<Record<string, { readonly ok: boolean; readonly output: string }>> = {
  broken: { ok: false, output: '/etc/httpd.conf:3: syntax error\nno actions, nothing to do\n' },
  'broken-first-line': { ok: false, output: '' },
  missing: { ok: false, output: '' },
};

const runningOf = ({ httpd }: State) => (httpd === 'running' ? ['httpd'] : []);

interface World {
  readonly conf: string | null;
  readonly running?: readonly string[];
  readonly httpdConf?: string;
  readonly asRoot?: boolean;
  readonly packages?: readonly string[];
}

async function run(argv: readonly string[], { conf, running = [], httpdConf = 'good', asRoot = true, packages = [] }: World) {
  const state = { conf, running: new Set(running) };
  const output = { stdout: '', stderr: '' };
  const host: RcctlHost = {
    isRoot: asRoot,
    readConf: () => state.conf,
    writeConf: (text) => void (state.conf = text),
    packageScripts: () => packages,
    hasUser: (name) => name === 'root',
    isRunning: (daemon) => state.running.has(daemon),
    configtest: async (daemon) => (daemon === 'httpd' ? (VERDICTS[httpdConf] ?? { ok: true, output: 'configuration OK\n' }) : null),
    start: async (daemon) => state.running.add(daemon).has(daemon),
    stop: async (daemon) => void state.running.delete(daemon),
    reload: async () => undefined,
    stdout: (text) => void (output.stdout += text),
    stderr: (text) => void (output.stderr += text),
  };
  const exit = await rcctl(argv, host);
  return { exit, ...output, conf: state.conf, running: [...state.running] };
}

test('every recorded run: output, exit status, rc.conf.local and daemon afterwards', async (t) => {
  const misses: unknown[] = [];
  for (const each of transcripts) {
    const { argv, before, asRoot = true } = each;
    const got = await run(argv.slice(1), { conf: before['rc.conf.local'], running: runningOf(before), httpdConf: before['httpd.conf'], asRoot });
    const want = { exit: each.exit, stdout: each.stdout, stderr: each.stderr, conf: each.after['rc.conf.local'], running: runningOf(each.after) };
    if (JSON.stringify(got) !== JSON.stringify(want)) misses.push({ argv: each.argv.join(' '), before: before['rc.conf.local'], got, want });
  }
  t.diagnostic(`rcctl: ${transcripts.length - misses.length} of ${transcripts.length} runs`);
  assert.deepEqual(misses, []);
});

const confAfter = async (words: string, conf: string | null, packages: readonly string[] = []) => (await run(words.split(' '), { conf, packages })).conf;
const said = async (words: string, world: World = { conf: null }) => {
  const { exit, stdout, stderr } = await run(words.split(' '), world);
  return `${exit} ${stdout}${stderr}`;
};

// What rcctl(8) and rc.subr(8) do where no recording says so.
test('rc.conf.local: what is rewritten and what is left', async () => {
  assert.equal(await confAfter('enable httpd', 'b=1\na=2\nb=1'), 'a=2\nb=1\nhttpd_flags=\n');
  assert.equal(await confAfter('enable httpd', '  httpd_flags = NO\n'), '  httpd_flags = NO\nhttpd_flags=\n'); // a line with leading blanks is not seen
  assert.equal(await confAfter('enable httpd', 'httpd_flags  = -v\n'), 'httpd_flags=-v\n');
  assert.equal(await confAfter('disable nosuch', 'b=1\na=2\n'), 'a=2\nb=1\n');
  assert.equal(await confAfter('set httpd timeout 30', 'httpd_flags=\nhttpd_timeout=60\n'), 'httpd_flags=\n'); // the default needs no line
  assert.equal(await confAfter('set httpd flags', 'httpd_flags=-v\n'), 'httpd_flags=\n');
  assert.equal(await confAfter('set sshd flags', 'sshd_flags=-v\n'), null);
  assert.equal(await confAfter('set unbound flags -c /var/unbound/etc/unbound.conf', 'unbound_flags=-v\n'), 'unbound_flags=\n');
  assert.equal(await confAfter('disable pf', null), 'pf=NO\n');
  assert.equal(await confAfter('enable pf', 'pf=NO\npflogd_flags=-s 256\n'), 'pflogd_flags=-s 256\n');
  assert.equal(await confAfter('enable ipsec', null), 'ipsec=YES\n');
});

test('rc.conf.local: how a value is read', async () => {
  const flags = async (conf: string) => (await run(['get', 'httpd', 'flags'], { conf })).stdout;
  assert.equal(await flags('HTTPD_FLAGS=-v\n'), '-v\n');
  assert.equal(await flags('httpd_flags=-v#remark\n'), '-v\n');
  assert.equal(await flags('httpd_flags="-D x=# y"\n'), '"-D x=\n');
  assert.equal(await flags("httpd_flags='-v'\n"), '-v\n');
  assert.equal(await flags('httpd_flags=-D a=b\n'), '-D a=b\n');
  assert.equal(await flags('#httpd_flags=-v\n'), 'NO\n');
});

test("a package's daemon is named in pkg_scripts", async () => {
  const packages = ['stsctld', 'other'];
  assert.equal(await confAfter('enable stsctld', null, packages), 'pkg_scripts=stsctld\n');
  assert.equal(await confAfter('enable stsctld', 'pkg_scripts = "other"\n', packages), 'pkg_scripts=other stsctld\n');
  assert.equal(await confAfter('enable stsctld', 'pkg_scripts=stsctld other\n', packages), 'pkg_scripts=stsctld other\n');
  assert.equal(await confAfter('disable stsctld', 'pkg_scripts=other stsctld\nstsctld_flags=-v\n', packages), 'pkg_scripts=other\n');
  assert.equal(await confAfter('disable stsctld', 'pkg_scripts=stsctld\n', packages), null);
  assert.equal(await confAfter('order stsctld', 'pkg_scripts=other stsctld\n', packages), 'pkg_scripts=stsctld other\n');
  assert.equal(await said('order', { conf: 'pkg_scripts=other stsctld\n', packages }), '0 other stsctld\n');
  assert.equal(await said('order httpd'), '1 rcctl: httpd is not a pkg script\n');
  assert.equal(await said('order other', { conf: null, packages }), '1 rcctl: other is not enabled\n');
  assert.equal(await said('get stsctld status', { conf: null, packages }), '1 ');
  assert.equal(await said('get stsctld status', { conf: 'pkg_scripts=stsctld\n', packages }), '0 ');
  assert.equal(await said('enable stsctld'), '2 rcctl: service stsctld does not exist\n');
});

test('special services, and what they refuse', async () => {
  assert.equal(await said('get pf'), '0 pf=YES\n');
  assert.equal(await said('getdef accounting'), '1 accounting=NO\n');
  assert.equal(await said('get pf user'), '1 rcctl: "pf" is a special variable, cannot "get user"\n');
  assert.equal(await said('set pf flags x'), '1 rcctl: "pf" is a special variable, cannot "set flags"\n');
  assert.equal(await said('restart pf'), '1 rcctl: "pf" is a special variable, no rc.d(8) script\n');
  assert.equal(await said('set httpd class x'), '1 rcctl: "httpd_class" is a read-only variable set in login.conf(5)\n');
});

test('the arguments are judged before the user', async () => {
  const asUser: World = { conf: null, asRoot: false };
  assert.equal(await said('enable nosuch', asUser), '2 rcctl: service nosuch does not exist\n');
  assert.equal(await said('set httpd flags NO', asUser), '1 rcctl: "flags NO" contradicts "set"\n');
  assert.equal(await said('set httpd flags -v', asUser), '1 rcctl: "set" needs root privileges\n');
  assert.match(await said('-dq check httpd'), /^1 usage:/);
  assert.equal(await said('set httpd execdir x', { conf: 'httpd_flags=\n' }), '1 rcctl: "x" must be an absolute path\n');
  assert.equal(await said('set httpd rtable -1', { conf: 'httpd_flags=\n' }), '1 rcctl: "-1" is not an integer\n');
  assert.equal(await said('set httpd logger loud', { conf: 'httpd_flags=\n' }), '1 rcctl: unknown priority name: "loud"\n');
});

test('daemons: several at once, restart of one that is off, lists of what is wrong', async () => {
  assert.equal(await said('restart httpd', { conf: null, running: ['httpd'] }), '1 httpd(ok)\n/etc/rc.d/httpd: need -f to force start since httpd_flags=NO\n');
  assert.equal(await said('restart httpd', { conf: 'httpd_flags=\n' }), '0 httpd(ok)\n');
  assert.equal(await said('start httpd relayd', { conf: 'httpd_flags=\nrelayd_flags=\n' }), '0 httpd(ok)\nrelayd(ok)\n');
  assert.equal(await said('configtest cron'), '1 /etc/rc.d/cron: configtest is not supported\n');
  assert.equal(await said('reload smtpd', { conf: null, running: ['smtpd'] }), '1 /etc/rc.d/smtpd: reload is not supported\n');
  assert.equal(await said('ls rogue', { conf: null, running: ['httpd', 'cron'] }), '1 httpd\n');
  assert.match(await said('ls failed', { conf: 'httpd_flags=\n', running: ['cron'] }), /^1 dhcpleased\nhttpd\n/);
  assert.match(await said('-d start httpd', { conf: 'httpd_flags=-v\n' }), /httpd_flags >-v<\ndoing rc_check\nhttpd\ndoing rc_configtest\ndoing rc_start\n\(ok\)\nconfiguration OK\n$/);
});
