// What goes wrong on a host: one clear error each, and everything as it was.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { makeTree, type Tree } from '../support/openbsd-like.ts';
import { REPOSITORY, STSCTL, type Ran } from '../support/stsctl.ts';
import { TUTORIAL } from '../support/tutorial.ts';

const SITE = readFileSync(join(REPOSITORY, 'test/fixtures/existing/04-site-with-tls.conf'), 'utf8');
const isRoot = process.getuid?.() === 0;
const needsRoot = isRoot ? {} : { skip: 'needs root' };

let tree: Tree;
before(async () => {
  tree = await makeTree({ throwAwayCa: true });
});
beforeEach(() => {
  tree.run('/usr/sbin/rcctl', 'stop', 'httpd');
  for (const path of ['/etc/httpd.conf', '/etc/acme-client.conf', '/etc/rc.conf.local', '/var/www/mta-sts', '/var/cron/tabs/root', '/var/db/stsctl', '/etc/ssl/mta-sts.example.com.fullchain.pem', '/etc/ssl/private/mta-sts.example.com.key']) {
    rmSync(tree.root + path, { recursive: true, force: true });
  }
  tree.write('/etc/httpd.conf', SITE);
  tree.write('/etc/stsctl.conf', TUTORIAL);
});
after(() => tree.remove());

/** Every file below the tree with its content and mode; stsctl's journal, the daemon's logs and pid left out. */
function snapshot(): Record<string, string> {
  const files = readdirSync(tree.root, { recursive: true, withFileTypes: true }).map((each) => join(each.parentPath, each.name));
  const own = files.filter((path) => !/\/var\/(db\/stsctl|run|log|www\/logs|stand-in-ca)/.test(path));
  return Object.fromEntries(own.map((path) => [path.slice(tree.root.length), describeFile(path)]));
}

function describeFile(path: string): string {
  const { mode, isDirectory } = ((found) => ({ mode: found.mode & 0o7777, isDirectory: found.isDirectory() }))(statSync(path));
  return isDirectory ? `directory ${mode.toString(8)}` : `${mode.toString(8)} ${readFileSync(path, 'latin1')}`;
}

/** Exit 1, a message with what was left and what to do, and not a byte changed. */
function assertRefused(ran: Ran, message: RegExp, earlier: Record<string, string>): void {
  assert.equal(ran.exit, 1, ran.stdout + ran.stderr);
  assert.match(ran.stderr, message);
  assert.match(ran.stderr, /^(unchanged|restored): .+$/m);
  assert.match(ran.stderr, /^next: .+$/m);
  assert.deepEqual(snapshot(), earlier);
}

test('plan writes nothing, not even a temporary file, and exits 2', () => {
  const earlier = snapshot();
  const ran = tree.stsctl('plan');
  assert.equal(ran.exit, 2);
  assert.deepEqual(snapshot(), earlier);
  assert.ok(!existsSync(`${tree.root}/var/db/stsctl`));
});

test('apply -n is the plan', () => {
  const earlier = snapshot();
  const ran = tree.stsctl('apply', '-n');
  assert.equal(ran.exit, 2);
  assert.equal(ran.stdout, tree.stsctl('plan').stdout);
  assert.deepEqual(snapshot(), earlier);
});

test('every mistake in the configuration is told at once, with line and column', () => {
  tree.write('/etc/stsctl.conf', '[policy]\nmode = enforced\nmax_age = soon\nmx[] = 192.0.2.1\n[domain example.com]\nadress[] = 203.0.113.1\n');
  const earlier = snapshot();
  const ran = tree.stsctl('apply');
  assertRefused(ran, /stsctl\.conf:2:8: mode is "enforced"/, earlier);
  for (const place of [/:3:\d+: /, /:4:\d+: /, /:6:\d+: .*address/]) assert.match(ran.stderr, place);
});

describe('something else is where a file should be', () => {
  const cases: readonly (readonly [string, string, () => void])[] = [
    ['a symbolic link', '/etc/httpd.conf', () => (rmSync(`${tree.root}/etc/httpd.conf`), symlinkSync('/etc/passwd', `${tree.root}/etc/httpd.conf`))],
    ['a directory', '/etc/acme-client.conf', () => mkdirSync(`${tree.root}/etc/acme-client.conf`)],
    ['a symbolic link', '/var/www/mta-sts/mta-sts.txt', () => (mkdirSync(`${tree.root}/var/www/mta-sts`), symlinkSync('/etc/passwd', `${tree.root}/var/www/mta-sts/mta-sts.txt`))],
  ];
  for (const [what, path, prepare] of cases) {
    test(`${what} at ${path}`, () => {
      prepare();
      const ran = tree.stsctl('apply');
      assert.equal(ran.exit, 1);
      assert.match(ran.stderr, new RegExp(`${path.replaceAll('.', '\\.')}: is ${what}`));
      assert.match(ran.stderr, /^unchanged: every file/m);
    });
  }
});

test('a configuration that others may write is refused when root runs', needsRoot, () => {
  chmodSync(`${tree.root}/etc/stsctl.conf`, 0o666);
  assertRefused(tree.stsctl('apply'), /stsctl\.conf: .*writable by others/, snapshot());
  chmodSync(`${tree.root}/etc/stsctl.conf`, 0o644);
});

test('a template that others may write is refused when root runs', needsRoot, () => {
  tree.write('/etc/stsctl/templates/crontab/renew.hbs', '~ ~ * * * {{handle}}\n', 0o644);
  chmodSync(`${tree.root}/etc/stsctl/templates/crontab/renew.hbs`, 0o646);
  assertRefused(tree.stsctl('apply'), /renew\.hbs: .*writable by others/, snapshot());
  rmSync(`${tree.root}/etc/stsctl`, { recursive: true });
});

test('an overriding template is what is written', () => {
  const source = readFileSync(join(REPOSITORY, 'templates/httpd.conf/mta-sts-challenge.hbs'), 'utf8');
  tree.write('/etc/stsctl/templates/httpd.conf/mta-sts-challenge.hbs', source.replace('block return 301', 'no log\n\t\tblock return 308'));
  assert.match(tree.stsctl('plan').stdout, /^\+\t\tno log\n\+\t\tblock return 308/m);
  rmSync(`${tree.root}/etc/stsctl`, { recursive: true });
});

test('a broken template is told with its file and line', () => {
  tree.write('/etc/stsctl/templates/httpd.conf/mta-sts-policy.hbs', 'server {{quote policyHost}} {\n{{nobody}}\n}\n');
  assertRefused(tree.stsctl('apply'), /mta-sts-policy\.hbs:2:\d+: /, snapshot());
  rmSync(`${tree.root}/etc/stsctl`, { recursive: true });
});

describe('a full or read-only file system', () => {
  const mount = (...argv: string[]) => assert.equal(spawnSync('mount', argv).status, 0, `mount ${argv.join(' ')}`);
  const umount = (path: string) => spawnSync('umount', [path]);

  test('no space where the policy goes: nothing changed', needsRoot, () => {
    mkdirSync(`${tree.root}/var/www/mta-sts`);
    mount('-t', 'tmpfs', '-o', 'size=4k,mode=755', 'tmpfs', `${tree.root}/var/www/mta-sts`);
    try {
      spawnSync('dd', ['if=/dev/zero', `of=${tree.root}/var/www/mta-sts/fill`, 'bs=1k', 'count=64'], { stdio: 'ignore' });
      assertRefused(tree.stsctl('apply'), /mta-sts\.txt: can't be written: no space left on device/, snapshot());
    } finally {
      umount(`${tree.root}/var/www/mta-sts`);
    }
  });

  test('read-only: nothing changed', needsRoot, () => {
    mkdirSync(`${tree.root}/var/www/mta-sts`);
    mount('-t', 'tmpfs', '-o', 'ro', 'tmpfs', `${tree.root}/var/www/mta-sts`);
    try {
      assertRefused(tree.stsctl('apply'), /can't be written: read-only file system/, snapshot());
    } finally {
      umount(`${tree.root}/var/www/mta-sts`);
    }
  });
});

describe('a saved plan', () => {
  const file = () => join(tree.root, 'saved.plan');
  test('does exactly that', () => {
    assert.equal(tree.stsctl('plan', '--out', file()).exit, 2);
    const ran = tree.stsctl('apply', file());
    assert.equal(ran.exit, 0, ran.stderr);
    assert.equal(tree.stsctl('plan').exit, 0);
  });

  test('is refused as stale when a file changed since', () => {
    tree.stsctl('plan', '--out', file());
    tree.write('/etc/httpd.conf', `${SITE}# edited\n`);
    assertRefused(tree.stsctl('apply', file()), /httpd\.conf: changed on .* since this plan was made/, snapshot());
  });

  test('is refused when it was made for another host, or is none', () => {
    tree.stsctl('plan', '--out', file());
    const other = readFileSync(file(), 'utf8').replace(`"root": "${tree.root}"`, '"root": "/elsewhere"');
    writeFileSync(file(), other);
    assertRefused(tree.stsctl('apply', file()), /was made for --root \/elsewhere/, snapshot());
    writeFileSync(file(), '{"version":1');
    assertRefused(tree.stsctl('apply', file()), /saved\.plan: /, snapshot());
    rmSync(file());
  });
});

describe('a run that fails on the way puts everything back, and the old site is still served', () => {
  const acme = () => `${tree.root}/usr/sbin/acme-client`;
  let launcher: Buffer;
  before(() => (launcher = readFileSync(acme())));
  after(() => writeFileSync(acme(), launcher));
  const replace = (script: string) => writeFileSync(acme(), `#!/bin/sh\n[ "$1" = -n ] && exit 0\n${script}\n`);

  function startSite(): void {
    tree.run('/usr/sbin/rcctl', 'enable', 'httpd');
    assert.equal(tree.run('/usr/sbin/rcctl', 'start', 'httpd').exit, 0);
  }

  async function siteStatus(): Promise<number> {
    const response = await fetch(`http://127.0.0.1:${tree.httpPort}/x`, { headers: { host: 'www.example.com' }, redirect: 'manual' });
    return response.status;
  }

  test('acme-client fails', async () => {
    startSite();
    replace('echo "acme-client: bad exit: netproc(1)" >&2; exit 1');
    assertRefused(tree.stsctl('apply'), /acme-client mta-sts\.example\.com: exit 1: acme-client: bad exit: netproc\(1\)/, snapshot());
    assert.equal(await siteStatus(), 302);
  });

  test('an editor saves httpd.conf between the plan and the rename: refused, and what it saved stays', async () => {
    startSite();
    writeFileSync(acme(), `#!/bin/sh\n[ "$1" = -n ] && echo "# saved meanwhile" >> ${tree.root}/etc/httpd.conf\nexit 0\n`);
    const earlier = snapshot();
    const ran = tree.stsctl('apply');
    assert.equal(ran.exit, 1, ran.stderr);
    assert.match(ran.stderr, /\/etc\/httpd\.conf: changed while stsctl worked/);
    assert.match(ran.stderr, /^next: .*see who edits it, then: stsctl --root \S+ plan$/m);
    assert.deepEqual(snapshot(), { ...earlier, '/etc/httpd.conf': earlier['/etc/httpd.conf']?.replace(/$/, '# saved meanwhile\n') });
    assert.equal(await siteStatus(), 302);
  });

  test('acme-client floods, hangs up by a signal, or dies: told, and everything is put back', () => {
    for (const [script, message] of [['kill -SEGV $$', /acme-client mta-sts\.example\.com: .*SIGSEGV/], ['exec yes', /acme-client mta-sts\.example\.com: printed more than \d+ bytes/]] as const) {
      startSite();
      replace(script);
      assertRefused(tree.stsctl('apply'), message, snapshot());
      tree.run('/usr/sbin/rcctl', 'stop', 'httpd');
    }
  });

  test('the authority would not get a challenge: it is never asked', () => {
    startSite();
    replace('echo asked >&2; exit 1');
    chmodSync(`${tree.root}/var/www/acme`, 0o700);
    const earlier = snapshot();
    assertRefused(tree.stsctl('apply'), /the challenge of mta-sts\.example\.com is forbidden \(403\)/, earlier);
    chmodSync(`${tree.root}/var/www/acme`, 0o755);
  });

  test('the certificate is not trusted by a sender', async () => {
    startSite();
    writeFileSync(acme(), launcher);
    const ran = tree.stsctl('apply', '--ca-file', otherRoot());
    assert.equal(ran.exit, 1, ran.stderr);
    assert.match(ran.stderr, /the certificate is not trusted/);
    assert.match(ran.stderr, /^restored: .*httpd\.conf.*httpd reloaded with the old configuration.*kept: what acme-client wrote/m);
    assert.equal(readFileSync(`${tree.root}/etc/httpd.conf`, 'utf8'), SITE);
    assert.equal(await siteStatus(), 302);
  });

  test('Ctrl-C while acme-client works', async () => {
    startSite();
    replace('exec sleep 30');
    const earlier = snapshot();
    const run = spawn(process.execPath, [STSCTL, ...tree.argv('apply')], { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
    const ended = new Promise<number | null>((resolve) => run.on('close', resolve));
    let said = '';
    run.stderr.on('data', (chunk) => {
      const isNew = !said.includes('acme-client -v');
      said += String(chunk);
      // The terminal signals the whole group.
      if (isNew && said.includes('acme-client -v')) setTimeout(() => process.kill(-(run.pid ?? 0), 'SIGINT'), 300);
    });
    assert.equal(await ended, 1, said);
    assert.match(said, /^restored: /m);
    assert.deepEqual(snapshot(), earlier);
  });

  test('killed while acme-client works: the next apply finishes, a rollback undoes', async () => {
    replace('exec sleep 30');
    for (const finish of ['apply', 'rollback']) {
      const earlier = snapshot();
      const run = spawn(process.execPath, [STSCTL, ...tree.argv('apply')], { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
      const ended = new Promise((resolve) => run.on('close', resolve));
      run.stderr.on('data', (chunk) => {
        if (String(chunk).includes('acme-client -v')) process.kill(-(run.pid ?? 0), 'SIGKILL');
      });
      await ended;
      assert.notDeepEqual(snapshot(), earlier);
      if (finish === 'rollback') {
        assert.equal(tree.stsctl('rollback').exit, 0);
        assert.deepEqual(snapshot(), earlier);
        continue;
      }
      writeFileSync(acme(), launcher);
      const again = tree.stsctl('apply');
      assert.equal(again.exit, 0, again.stderr);
      assert.equal(tree.stsctl('plan').exit, 0);
      assert.equal(tree.stsctl('rollback').exit, 0);
      assert.equal(tree.stsctl('rollback').exit, 0, 'the killed run is taken back too');
      rmSync(`${tree.root}/etc/ssl/mta-sts.example.com.fullchain.pem`);
      rmSync(`${tree.root}/etc/ssl/private/mta-sts.example.com.key`, { force: true });
      replace('exec sleep 30');
    }
  });
});

function otherRoot(): string {
  const file = join(tree.root, 'other-root.pem');
  const made = spawnSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', '/dev/null', '-out', file, '-subj', '/CN=other', '-days', '2']);
  assert.equal(made.status, 0, String(made.stderr));
  return file;
}

describe('in a tree, a link that leads out of it', () => {
  test('is not written through', () => {
    const outside = mkdtempSync(join(tmpdir(), 'stsctl-outside-'));
    renameSync(`${tree.root}/var/www`, `${outside}/www`);
    symlinkSync(`${outside}/www`, `${tree.root}/var/www`);
    try {
      const ran = tree.stsctl('apply');
      assert.equal(ran.exit, 1);
      assert.match(ran.stderr, /leads out of .* through a symbolic link/);
      assert.ok(!existsSync(`${outside}/www/mta-sts`));
    } finally {
      rmSync(`${tree.root}/var/www`);
      renameSync(`${outside}/www`, `${tree.root}/var/www`);
      rmSync(outside, { recursive: true });
    }
  });
});

test('a hand-made server whose policy is a symbolic link is refused as what it is, not for the link', () => {
  tree.write('/etc/httpd.conf', `${SITE}\nserver "mta-sts.example.com" {\n\tlisten on * tls port 443\n\ttls {\n\t\tcertificate "/etc/ssl/www.example.com.fullchain.pem"\n\t\tkey "/etc/ssl/private/www.example.com.key"\n\t}\n\troot "/own"\n}\n`);
  mkdirSync(`${tree.root}/var/www/own/.well-known`, { recursive: true });
  symlinkSync('/etc/passwd', `${tree.root}/var/www/own/.well-known/mta-sts.txt`);
  try {
    assert.match(tree.stsctl('plan').stderr, /server "mta-sts\.example\.com" was not written by stsctl/);
    assert.match(tree.stsctl('plan', '--adopt').stdout, /is replaced: it serves the policy from .*, which is no regular file/);
  } finally {
    rmSync(`${tree.root}/var/www/own`, { recursive: true });
  }
});

test('a rollback of a file that was edited since says what to do', () => {
  assert.equal(tree.stsctl('apply').exit, 0);
  tree.write('/etc/httpd.conf', `${readFileSync(`${tree.root}/etc/httpd.conf`, 'utf8')}# edited\n`);
  const ran = tree.stsctl('rollback');
  assert.equal(ran.exit, 1);
  assert.match(ran.stderr, /changed on .* since apply \d{8}T\d{6}Z: a rollback would lose that change/);
  assert.match(ran.stderr, /^next: +take that change back by hand, then: stsctl --root \S+ rollback \d{8}T\d{6}Z/m);
});

test('usage errors are JSON too where JSON is asked for', () => {
  const { stdout, stderr, exit } = tree.stsctl('plan', '--json', '--bogus');
  assert.deepEqual([(JSON.parse(stdout) as { diagnostics: { code: string }[] }).diagnostics.map(({ code }) => code), stderr, exit], [['usage'], '', 1]);
});

test('dns -q prints nothing, and an apply with nothing to do neither, notes or not', () => {
  assert.deepEqual(tree.stsctl('dns', '-q'), { stdout: '', stderr: '', exit: 0 });
  tree.write('/etc/stsctl.conf', `${TUTORIAL}\n[domain example.net]\naddress[] = 203.0.113.1\n`);
  assert.equal(tree.stsctl('apply').exit, 0);
  tree.write('/etc/stsctl.conf', TUTORIAL);
  assert.match(tree.stsctl('plan').stdout, /^note: .*no longer has mta-sts\.example\.net/m);
  assert.deepEqual(tree.stsctl('apply'), { stdout: '', stderr: '', exit: 0 });
});

test('a saved plan is a file of its own: whole, 0600, through no link', () => {
  const plan = join(tree.root, 'a.plan');
  writeFileSync(`${plan}.target`, 'mine', { mode: 0o644 });
  symlinkSync(`${plan}.target`, plan);
  assert.equal(tree.stsctl('plan', '--out', plan).exit, 2);
  assert.equal(readFileSync(`${plan}.target`, 'utf8'), 'mine');
  assert.equal(statSync(plan).mode & 0o777, 0o600);
  writeFileSync(plan, '[]');
  assert.match(tree.stsctl('apply', plan).stderr, /it is not a JSON object/);
  writeFileSync(plan, '{}');
  assert.match(tree.stsctl('apply', plan).stderr, /it has no version/);
  for (const path of [plan, `${plan}.target`]) rmSync(path);
});

test('a plan that others can write is named as one', needsRoot, () => {
  const plan = join(tree.root, 'a.plan');
  tree.stsctl('plan', '--out', plan);
  chmodSync(plan, 0o664);
  assert.match(tree.stsctl('apply', plan).stderr, /the plan is writable by others than root \(mode 0664\)/);
  rmSync(plan);
});
