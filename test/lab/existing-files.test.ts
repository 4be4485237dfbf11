// The main job on a host that already serves something: every kind of httpd.conf, and not a foreign byte changed.
import assert from 'node:assert/strict';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { generateKeyPairSync } from 'node:crypto';
import { signThrowAway } from '../openbsd/acme-client/throw-away-ca.ts';
import { assertForeignBytes } from '../support/foreign-bytes.ts';
import { makeTree, type Tree } from '../support/openbsd-like.ts';
import { REPOSITORY } from '../support/stsctl.ts';
import { TUTORIAL } from '../support/tutorial.ts';

const FIXTURES = join(REPOSITORY, 'test/fixtures/existing');

let tree: Tree;
before(async () => {
  tree = await makeTree({ throwAwayCa: true });
  cpSync(join(FIXTURES, 'httpd.d'), join(tree.root, 'etc/httpd.d'), { recursive: true });
  tree.write('/usr/share/misc/mime.types', readFileSync(join(FIXTURES, '../mime.types')));
  tree.write('/etc/stsctl.conf', `${TUTORIAL}\n[acme]\nauthority = letsencrypt\nkey_type = ecdsa\n`);
  await giveCertificate('www.example.com');
});
after(() => tree.remove());

/** The site that is there has its certificate, as the sites of most hosts do. */
async function giveCertificate(name: string): Promise<void> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  tree.write(`/etc/ssl/private/${name}.key`, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 0o400);
  tree.write(`/etc/ssl/${name}.fullchain.pem`, (await signThrowAway(tree.root, privateKey, [name])).join(''), 0o444);
}

for (const name of readdirSync(FIXTURES).filter((each) => each.endsWith('.conf'))) {
  test(name, () => {
    const before = readFileSync(join(FIXTURES, name), 'latin1');
    tree.write('/etc/httpd.conf', Buffer.from(before, 'latin1'));
    const applied = tree.stsctl('apply');
    assert.equal(applied.exit, 0, applied.stderr);
    const after = readFileSync(join(tree.root, 'etc/httpd.conf'), 'latin1');
    assertForeignBytes(before, after);
    assert.equal((after.match(/^# stsctl: /gm) ?? []).length, 2);

    const checked = tree.stsctl('check');
    assert.equal(checked.exit, 0, checked.stdout + checked.stderr);

    const again = tree.stsctl('apply');
    assert.deepEqual([again.exit, again.stdout, again.stderr], [0, '', ''], 'a second apply is silent');

    const back = tree.stsctl('rollback');
    assert.equal(back.exit, 0, back.stderr);
    assert.equal(readFileSync(join(tree.root, 'etc/httpd.conf'), 'latin1'), before, 'rollback puts back every byte');
    assert.ok(!existsSync(join(tree.root, 'var/www/mta-sts')), 'rollback removes what was not there');
  });
}
