// What apply writes into the ledger, of policies that it changes on a host that serves already.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { makeTree, type Tree } from '../support/openbsd-like.ts';
import { TUTORIAL } from '../support/tutorial.ts';

let tree: Tree;
before(async () => void (tree = await makeTree({ throwAwayCa: true })));
after(() => tree?.remove());

function apply(conf: string): void {
  tree.write('/etc/stsctl.conf', conf);
  const { exit, stderr } = tree.stsctl('apply', '-q');
  assert.equal(exit, 0, stderr);
}

function servedOf(domain: string): string[] {
  const events = readFileSync(join(tree.root, 'var/db/stsctl/ledger'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { domain: string; event: string; policy: string });
  return events.filter((each) => each.domain === domain && each.event === 'served').map(({ policy }) => /max_age: (\d+)/.exec(policy)?.[1] ?? '');
}

test('what the server of another domain answers for a new one is held by nobody', () => {
  apply(TUTORIAL);
  apply(`${TUTORIAL}\n[domain example.org]\nmode = testing\nmax_age = 99999\n`);
  assert.deepEqual(servedOf('example.com'), ['86400']);
  assert.deepEqual(servedOf('example.org'), ['99999']);
});

test('a policy that is lost from the ledger is found again before it is replaced', () => {
  tree.write('/var/db/stsctl/ledger', '', 0o600);
  apply(TUTORIAL.replace('86400', '172800'));
  assert.deepEqual(servedOf('example.com'), ['86400', '172800']);
});
