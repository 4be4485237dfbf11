// Directories that the steps of a plan need.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Facts } from '../../src/model/facts.ts';
import type { Step } from '../../src/model/plan.ts';
import { parentOf, planDirectories, withParents, wrongDirectories } from '../../src/plan/plan-directories.ts';
import { factsOf } from '../support/facts.ts';

const write = (path: string) => ({ kind: 'write-file', path }) as Step;
const ISSUE = { kind: 'issue-certificate' } as Step;
const nothing: Pick<Facts, 'files'> = { files: new Map() };

test('outermost first, each once, those that are there left out, owner and mode as the system ships them', () => {
  const made = planDirectories([write('/var/www/a/b/c.txt'), write('/var/www/a/d.txt'), write('/opt/e/f'), write('/var/wwwroot/g')], nothing);
  assert.deepEqual(made.map(({ path, attributes: { mode, uid, gid } }) => `${path} ${mode.toString(8)} ${uid}:${gid}`), [
    '/var 755 0:0', '/opt 755 0:0', '/var/www 755 0:1', '/opt/e 755 0:0', '/var/wwwroot 755 0:0', '/var/www/a 755 0:1', '/var/www/a/b 755 0:1',
  ]);
  assert.deepEqual(made.map(({ reason }) => reason === 'httpd serves from below its chroot'), [false, false, true, false, false, true, true]);
  assert.deepEqual(planDirectories([write('/var/www/acme/x'), ISSUE], factsOf()), []);
});

test('acme-client gets what it wants to find, keys for root alone', () => {
  const made = planDirectories([ISSUE], nothing).map(({ path, attributes: { mode, gid } }) => `${path} ${mode.toString(8)} ${gid}`);
  assert.deepEqual(made.sort(), ['/etc 755 0', '/etc/acme 700 0', '/etc/ssl 755 0', '/etc/ssl/private 700 0', '/var 755 0', '/var/www 755 1', '/var/www/acme 755 1']);
  assert.deepEqual(planDirectories([], nothing), []);
});

test('a file or a link where a directory should be is told once', () => {
  const facts = factsOf({ files: { '/var/www': '' } });
  assert.deepEqual(wrongDirectories([write('/var/www/a'), write('/var/www/b'), ISSUE], facts).map(({ code, place }) => [code, place?.file]), [['host-file-kind', '/var/www']]);
  assert.deepEqual(wrongDirectories([write('/etc/a'), write('/unknown/b')], facts), []);
});

test('a path and what it is in', () => {
  assert.equal(parentOf('/a/b/c'), '/a/b');
  assert.deepEqual(withParents('/a/b/c'), ['/a', '/a/b', '/a/b/c']);
});
