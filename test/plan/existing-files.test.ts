// Every kind of httpd.conf that may be there already: our servers get in, and not a foreign byte changes.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { plan } from '../../src/plan/plan.ts';
import type { Facts } from '../../src/model/facts.ts';
import type { Plan } from '../../src/model/plan.ts';
import { desiredOf } from '../support/desired.ts';
import { NOW } from '../support/now.ts';
import { factsOf } from '../support/facts.ts';
import { assertForeignBytes } from '../support/foreign-bytes.ts';
import { REPOSITORY } from '../support/stsctl.ts';
import { TUTORIAL } from '../support/tutorial.ts';

const FIXTURES = join(REPOSITORY, 'test/fixtures/existing');
const INCLUDED = Object.fromEntries(
  readdirSync(join(FIXTURES, 'httpd.d')).map((name) => [`/etc/httpd.d/${name}`, readFileSync(join(FIXTURES, 'httpd.d', name), 'latin1')]),
);

function factsWith(conf: string): Facts {
  const mime = readFileSync(join(FIXTURES, '../mime.types'), 'latin1');
  return factsOf({
    files: { '/etc/httpd.conf': conf, '/etc/ssl/www.example.com.fullchain.pem': null, '/etc/ssl/private/www.example.com.key': null, '/usr/share/misc/mime.types': mime, ...INCLUDED },
    facts: { resolved: new Map([['lo', ['127.0.0.1', '::1']]]) },
  });
}

function planned(conf: string): Plan {
  const result = plan(desiredOf(TUTORIAL), factsWith(conf), { adopt: false, force: false, now: NOW });
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.diagnostics));
  return result.value;
}

function confAfter({ steps }: Plan): string | null {
  const step = steps.find((each) => each.kind === 'write-file' && each.path === '/etc/httpd.conf');
  return step?.kind === 'write-file' ? (step.after?.content ?? null) : null;
}

for (const name of readdirSync(FIXTURES).filter((each) => each.endsWith('.conf'))) {
  test(`${name}: foreign bytes stay, and a second plan has nothing to write there`, () => {
    const before = readFileSync(join(FIXTURES, name), 'latin1');
    const after = confAfter(planned(before));
    assert.ok(after !== null, 'the file should change');
    assertForeignBytes(before, after);
    assert.equal(confAfter(planned(after)), null);
  });
}

function noteOf(name: string): readonly string[] {
  return planned(readFileSync(join(FIXTURES, name), 'latin1')).notes;
}

test('a server whose name covers ours makes ours go before it, and the plan says so', () => {
  assert.match(noteOf('08-catch-all-first.conf').join('\n'), /challenge server of mta-sts\.example\.com goes before server "\*" \(\/etc\/httpd\.conf:2\)/);
  assert.deepEqual(noteOf('09-default-first.conf'), []);
});

test('ours listen where the file listens already, before "*"', () => {
  const after = confAfter(planned(readFileSync(join(FIXTURES, '22-two-addresses.conf'), 'latin1'))) ?? '';
  const block = after.slice(after.indexOf('# stsctl: challenge'));
  assert.match(block, /listen on 127\.0\.0\.1 port 80\n\tlisten on 127\.0\.0\.2 port 80\n\tlisten on ::1 port 80\n\tlisten on \* port 80\n/);
});

test('ours take over the tls options of those that share the port', () => {
  const after = confAfter(planned(readFileSync(join(FIXTURES, '15-tls-options.conf'), 'latin1'))) ?? '';
  const block = after.slice(after.indexOf('# stsctl: policy'));
  assert.match(block, /protocols "[^"]*1\.3"\n\t\tciphers "HIGH:!aNULL"\n\t\tticket lifetime 7200\n/);
});
