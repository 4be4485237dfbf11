// A plan without the domains whose policy would lose mail: nothing of theirs changes, the others go on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Facts } from '../../src/model/facts.ts';
import type { Plan } from '../../src/model/plan.ts';
import { plan, publications } from '../../src/plan/plan.ts';
import { desiredOf } from '../support/desired.ts';
import { factsOf } from '../support/facts.ts';
import { NOW } from '../support/now.ts';

const POLICY = (mode: string) => `[policy]\nmode = ${mode}\nmax_age = 604800\nmx[] = mail.example.com\n\n`;
const DOMAINS = '[domain example.com]\n\n[domain example.net]\n\n';
const OWN = '[domain example.org]\nmode = enforce\n';
const ALL = POLICY('testing') + DOMAINS + OWN;

function planned(config: string, facts: Facts, ...held: string[]): Plan {
  const result = plan(desiredOf(config), facts, { adopt: false, force: false, now: NOW, held: new Set(held) });
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.diagnostics));
  return result.value;
}

const contentOf = ({ steps }: Plan, path: string) => steps.flatMap((step) => (step.kind === 'write-file' && step.path === path ? [step.after?.content ?? ''] : []))[0] ?? null;
const fetched = ({ steps }: Plan) => steps.flatMap((step) => (step.kind === 'fetch-policy' ? [step.domain] : []));
const fresh = (config: string, facts: Facts) => publications(desiredOf(config), facts, false).map(({ domain, policy, before }) => [domain, policy.mode, before?.mode ?? null]);

/** A host that serves `config`. */
function serving(config: string): Facts {
  const { steps } = planned(config, factsOf());
  const files: Record<string, string | null> = {};
  for (const step of steps) {
    if (step.kind === 'write-file') files[step.path] = step.after?.content ?? '';
    if (step.kind === 'issue-certificate') for (const path of [`/etc/ssl/${step.handle}.fullchain.pem`, `/etc/ssl/private/${step.handle}.key`]) files[path] = null;
  }
  const crontab = steps.flatMap((step) => (step.kind === 'install-crontab' ? [step.after] : []))[0] ?? null;
  return factsOf({ files, facts: { crontab } });
}

test('a fresh domain that is held back has no part in the plan', () => {
  const whole = planned(ALL, factsOf(), 'example.org');
  assert.deepEqual(fetched(whole), ['example.com', 'example.net']);
  assert.doesNotMatch(JSON.stringify(whole.steps), /example\.org/);
});

test('a fresh domain on a shared policy keeps no other from it', () => {
  assert.deepEqual(fetched(planned(ALL, factsOf(), 'example.com')), ['example.net', 'example.org']);
});

test('a served policy that is held back stays as it is, for those that share it too', () => {
  const facts = serving(POLICY('testing') + DOMAINS);
  const config = POLICY('enforce') + DOMAINS + OWN.replace('enforce', 'testing');
  const some = planned(config, facts, 'example.com');
  assert.equal(contentOf(some, '/var/www/mta-sts/mta-sts.txt'), null);
  assert.deepEqual(fetched(some), ['example.org']);
  assert.ok(some.notes.includes('example.net waits for example.com, with which it shares its policy file'), some.notes.join('\n'));
  assert.ok(!some.notes.some((note) => /no longer has/.test(note)), 'it is still configured');
});

test('a new domain on a policy file that others have been served from', () => {
  const facts = serving(POLICY('enforce') + '[domain example.com]\n');
  const some = planned(POLICY('enforce') + DOMAINS, facts, 'example.net');
  assert.deepEqual(some.steps, []);
  assert.deepEqual(fresh(POLICY('enforce') + DOMAINS, facts), [['example.net', 'enforce', null]]);
});

test('domains with the certificate of one that is held back', () => {
  const shared = `${POLICY('testing')}[domain example.com]\n\n[domain example.net]\ncertificate = example.com\n`;
  const owner = planned(shared, factsOf(), 'example.com');
  assert.deepEqual([owner.steps, owner.notes], [[], ['example.net waits for example.com, with which it shares its certificate']]);
  const other = planned(shared, factsOf(), 'example.net');
  assert.deepEqual(fetched(other), ['example.com']);
  assert.doesNotMatch(contentOf(other, '/etc/acme-client.conf') ?? '', /example\.net/);
});

test('domains that share a certificate wait for its owner alone', () => {
  const shared = `${POLICY('testing')}[domain example.com]\n\n[domain example.net]\ncertificate = example.com\n\n[domain example.org]\nmode = enforce\n`;
  const other = planned(shared, factsOf(), 'example.org');
  assert.deepEqual(fetched(other), ['example.com', 'example.net']);
  assert.ok(!other.notes.some((note) => note.includes('waits for')), other.notes.join('\n'));
});

test('what senders do not get yet', () => {
  assert.deepEqual(fresh(ALL, factsOf()), [['example.com', 'testing', null], ['example.net', 'testing', null], ['example.org', 'enforce', null]]);
  assert.deepEqual(fresh(POLICY('enforce') + DOMAINS, serving(POLICY('testing') + DOMAINS)), [['example.com', 'enforce', 'testing'], ['example.net', 'enforce', 'testing']]);
  assert.deepEqual(fresh(ALL, serving(ALL)), []);
});

test('a policy host is served by its policy server, not by the one for challenges', () => {
  const config = `${POLICY('testing')}[domain example.com]\n`;
  const facts = serving(config);
  const text = facts.files.get('/etc/httpd.conf')?.content ?? '';
  const at = text.indexOf('# stsctl: policy server');
  const left = (content: string) => fresh(config, factsOf({ files: { '/etc/httpd.conf': content, '/var/www/mta-sts/mta-sts.txt': facts.files.get('/var/www/mta-sts/mta-sts.txt')?.content ?? '' } }));
  assert.deepEqual([left(text), left(text.slice(at)), left(text.slice(0, at))], [[], [], [['example.com', 'testing', null]]]);
});
