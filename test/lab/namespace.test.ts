// Programs by OpenBSD's absolute paths: in a namespace of its own, with the base system put where OpenBSD has it, the real ports
// and the real addresses. Any other build of httpd, acme-client, rcctl or crontab can take a stand-in's place there.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeThrowAwayCa } from '../openbsd/acme-client/throw-away-ca.ts';
import { installBaseSystem } from '../openbsd/install.ts';
import { STSCTL } from '../support/stsctl.ts';
import { TUTORIAL } from '../support/tutorial.ts';

const canUnshare = process.platform === 'linux' && process.getuid?.() === 0 && spawnSync('unshare', ['-mn', 'true']).status === 0;

/** Each directory of the tree over the system's own, in this namespace alone; what is written goes into the tree. */
const SCRIPT = `
set -e
tree=$1; shift
mount --make-rprivate /
for directory in etc var usr/sbin usr/bin; do
  mkdir -p "$tree/work/$directory"
  mount -t overlay overlay -o "lowerdir=/$directory,upperdir=$tree/$directory,workdir=$tree/work/$directory" "/$directory"
done
ip link set lo up
ip address add 203.0.113.1/32 dev lo
ip -6 address add 2001:db8::7334/128 dev lo 2>/dev/null || true
exec /bin/sh -c "$1"
`;

function inNamespace(tree: string, script: string) {
  const argv = ['-mnpf', '--kill-child', '--mount-proc', '/bin/sh', '-c', SCRIPT, 'sh', tree, script];
  return spawnSync('unshare', argv, { encoding: 'utf8', timeout: 120_000, env: { PATH: process.env['PATH'] ?? '' } });
}

test('the main job without --root: ports 80 and 443, the configured addresses, owners and modes', { skip: canUnshare ? false : 'needs root on Linux' }, async () => {
  const tree = mkdtempSync(join(tmpdir(), 'stsctl-namespace-'));
  try {
    installBaseSystem(tree, { throwAwayCa: true });
    await makeThrowAwayCa(tree);
    mkdirSync(join(tree, 'etc/ssl'), { recursive: true });
    writeFileSync(join(tree, 'etc/stsctl.conf'), `${TUTORIAL}\n[acme]\nauthority = letsencrypt\nkey_type = ecdsa\nca_file = /var/stand-in-ca/root.pem\n`);
    const stsctl = `'${process.execPath}' '${STSCTL}'`;
    const { status, stdout, stderr } = inNamespace(tree, `${stsctl} apply && ${stsctl} check && ${stsctl} apply -q && rcctl stop httpd`);
    assert.equal(status, 0, stdout + stderr);
    assert.match(stderr, /fetch https:\/\/mta-sts\.example\.com\/\.well-known\/mta-sts\.txt from 203\.0\.113\.1/);
    assert.match(stdout, /is served at 203\.0\.113\.1:443 and \[2001:db8::7334\]:443/);
    const other = inNamespace(tree, `setpriv --reuid 65534 --clear-groups ${stsctl} apply`);
    assert.equal(other.status, 1);
    assert.match(other.stderr, /^next: +run stsctl as root$/m);
    const owner = (path: string) => ((found) => `${found.uid}:${found.gid} ${(found.mode & 0o7777).toString(8)}`)(statSync(join(tree, path)));
    assert.equal(owner('etc/httpd.conf'), '0:0 644');
    assert.equal(owner('etc/acme-client.conf'), '0:0 644');
    assert.equal(owner('var/www/mta-sts'), '0:1 755');
    assert.equal(owner('var/www/mta-sts/mta-sts.txt'), '0:1 644');
    assert.equal(owner('var/db/stsctl'), '0:0 711');
    assert.match(readFileSync(join(tree, 'var/cron/tabs/root'), 'utf8'), /^~\t~\t\*\t\*\t\*\t-ns \/\S+ \/\S+\/bin\/stsctl renew$/m);
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
});
