// What leaves the host with a retired domain, and that nothing else does.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apply } from '../../src/apply/apply.ts';
import { planRollback } from '../../src/apply/rollback.ts';
import { gatherFacts } from '../../src/facts/gather-facts.ts';
import { formatPlan, parsePlan } from '../../src/formats/plan/plan-json.ts';
import type { Desired } from '../../src/model/desired.ts';
import type { Plan } from '../../src/model/plan.ts';
import { planRemoval } from '../../src/plan/plan-removal.ts';
import { plan } from '../../src/plan/plan.ts';
import { desiredOf } from '../support/desired.ts';
import { FakeBase } from '../support/fake-base.ts';
import { MemoryHost } from '../support/memory-host.ts';
import { NOW } from '../support/now.ts';

const FOREIGN = '# the site\nserver "www.example.com" {\n\tlisten on * port 80\n}\n';
const [COM, ORG] = ['[domain example.com]\nmode = none\nmx[] = m.example\n', '[domain example.org]\nmx[] = m.example\n'];
const OPTIONS = { now: NOW, fetchPolicy: async () => [], fetchChallenge: async () => [], newToken: () => 'token', onStep: () => undefined, isInterrupted: () => false, record: async () => undefined, undoes: null };

async function planFor(desired: Desired, host: MemoryHost, make = (facts: Parameters<typeof plan>[1]) => plan(desired, facts, { adopt: false, force: false, now: NOW })): Promise<Plan> {
  const result = make(await gatherFacts(desired, host));
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

/** A host that serves what the configuration says, with files in the place of certificates. */
async function served(config: string, httpdConf = FOREIGN) {
  const base = new FakeBase();
  const programs = Object.fromEntries(['/usr/sbin/httpd', '/usr/sbin/acme-client', '/usr/sbin/rcctl', '/usr/bin/crontab'].map((path) => [path, '']));
  const host = new MemoryHost({ ...programs, ...(httpdConf === '' ? {} : { '/etc/httpd.conf': httpdConf }) }, (argv, read) => (argv[1] === 'get' ? { exit: 0 } : base.program(argv, read)));
  base.running = true;
  base.enabled = true;
  for (const path of ['/etc/ssl', '/etc/ssl/private', '/etc/acme']) await host.makeDirectory(path, { mode: 0o755, uid: 0, gid: 0 });
  const desired = desiredOf(config);
  await apply(await planFor(desired, host), host, OPTIONS);
  for (const { wantedCertificate: { certificate, key } } of desired.domains) for (const path of [certificate, key]) await host.createExclusive(path, path, 0o400);
  return { host, base, desired };
}

async function removed({ host, desired }: Awaited<ReturnType<typeof served>>, { name = 'example.com', isRevoked = false } = {}): Promise<Plan> {
  const domain = desired.domains.find((each) => each.domain === name);
  assert.ok(domain !== undefined);
  const removal = await planFor(desired, host, (facts) => planRemoval(desired, domain, facts, { now: NOW, isRevoked }));
  const parsed = parsePlan(formatPlan(removal));
  assert.deepEqual(parsed, { ok: true, value: removal }, 'a plan that can be saved and read again');
  await apply(removal, host, { ...OPTIONS, now: new Date(NOW.getTime() + 1000) });
  return removal;
}

const paths = (host: MemoryHost) => [...host.entries.keys()].filter((path) => path.includes('example.com'));

test('one of two: its blocks, handle, policy and renewal leave, its certificate is set aside; the other is not touched', async () => {
  const state = await served(COM + ORG);
  const before = state.host.snapshot();
  const removal = await removed(state);
  const { host, base } = state;
  const conf = removal.steps.find((step) => step.kind === 'write-file' && step.path === '/etc/httpd.conf');
  // A rollback has it judged before the certificate is back.
  assert.match(JSON.stringify(conf?.kind === 'write-file' ? conf.judge?.expectedBefore : null), /mta-sts\.example\.com.*failed to load public/);
  assert.deepEqual(paths(host), ['/etc/ssl/mta-sts.example.com.fullchain.pem.20261124T101500Z', '/etc/ssl/private/mta-sts.example.com.key.20261124T101500Z']);
  for (const path of ['/etc/httpd.conf', '/etc/acme-client.conf']) assert.doesNotMatch(host.entries.get(path)?.content ?? '', /example\.com\.|mta-sts\.example\.com/, path);
  assert.ok(host.entries.get('/etc/httpd.conf')?.content.startsWith(FOREIGN));
  assert.doesNotMatch(base.crontab ?? '', /example\.com/);
  assert.match(base.crontab ?? '', /example\.org/);
  // What is left is what a host with that domain alone has.
  const alone = await served(ORG);
  assert.equal(host.entries.get('/etc/httpd.conf')?.content, alone.host.entries.get('/etc/httpd.conf')?.content);
  assert.equal(host.entries.get('/etc/acme-client.conf')?.content, alone.host.entries.get('/etc/acme-client.conf')?.content);

  const { plan: back, undoes } = await planRollback(host, null);
  await apply(back, host, { ...OPTIONS, now: new Date(NOW.getTime() + 2000), undoes });
  assert.deepEqual(host.snapshot(), before, 'a rollback brings it all back');
});

test('a comment of the admin right above ours stays: only what stsctl wrote leaves', async () => {
  const state = await served(COM + ORG);
  const conf = state.host.entries.get('/etc/httpd.conf');
  assert.ok(conf !== undefined);
  state.host.entries.set('/etc/httpd.conf', { ...conf, content: conf.content.replaceAll(/^# stsctl: .*mta-sts\.example\.com.*$/gm, '# ticket 4711: asked for by sales\n$&') });
  await removed(state);
  const text = state.host.entries.get('/etc/httpd.conf')?.content ?? '';
  assert.equal(text.match(/^# ticket 4711: asked for by sales$/gm)?.length, 2);
  assert.doesNotMatch(text, /mta-sts\.example\.com/);
});

test('acme-client judges the file by a handle that is left in it, and one without any is written unjudged', async () => {
  const judgeOf = async (config: string) => {
    const { steps } = await removed(await served(config));
    return steps.flatMap((step) => (step.kind === 'write-file' && step.path === '/etc/acme-client.conf' ? [step.judge] : []));
  };
  assert.deepEqual(await judgeOf(COM + ORG), [{ program: 'acme-client', expected: [], expectedBefore: [], handle: 'mta-sts.example.org' }]);
  assert.deepEqual(await judgeOf(COM), [null]);
});

test('the last one, and httpd has nothing else to serve: it is stopped and not started again', async () => {
  const state = await served(COM, '');
  await removed(state);
  assert.deepEqual(state.base.state(), { crontab: null, enabled: false, running: false });
  assert.equal(state.host.entries.get('/etc/httpd.conf')?.content.trim(), '');
});

test('a certificate that another domain uses stays, and its handle: that is said', async () => {
  const state = await served(`${ORG}${COM}certificate = example.org\n`);
  const { notes } = await removed(state);
  assert.match(notes.join(), /handle "mta-sts\.example\.org" .* has other names too.* take mta-sts\.example\.com out of it/);
  assert.ok(state.host.entries.has('/etc/ssl/mta-sts.example.org.fullchain.pem'));
  assert.match(state.base.crontab ?? '', /example\.org/);
});

test('a shared policy file stays', async () => {
  const state = await served('[policy]\nmx[] = m.example\n[domain example.com]\n[domain example.org]\n');
  await removed(state);
  assert.ok(state.host.entries.has('/var/www/mta-sts/mta-sts.txt'));
});

test('a crontab line of somebody else stays', async () => {
  const state = await served(COM);
  state.base.crontab = `0 0 * * * /root/x mta-sts.example.com\n${state.base.crontab ?? ''}`;
  await removed(state);
  assert.equal(state.base.crontab, '0 0 * * * /root/x mta-sts.example.com\n');
});

test('the one line that renews all stays while a domain is left, and leaves with the last', async () => {
  const agent = ['/usr/local/bin/node', '/usr/local/bin/stsctl'];
  const line = `~\t~\t*\t*\t*\t-ns ${agent.join(' ')} renew`;
  const left = async (config: string, ...names: string[]) => {
    const { host, desired } = await served(config);
    const facts = { ...(await gatherFacts(desired, host)), agent, crontab: `0 0 * * * date\n${line}  \n` };
    return names.map((name) => {
      const domain = desired.domains.find((each) => each.domain === name);
      assert.ok(domain !== undefined);
      const result = planRemoval(desired, domain, facts, { now: NOW, isRevoked: false });
      assert.ok(result.ok);
      return result.value.steps.flatMap((step) => (step.kind === 'install-crontab' ? [step.after] : []));
    });
  };
  assert.deepEqual(await left(COM + ORG, 'example.com', 'example.org'), [[], []]);
  assert.deepEqual(await left(COM, 'example.com'), [['0 0 * * * date\n']]);
});

test('revoked: once the servers are gone and httpd has read it, with the handle and the certificate in their places', async () => {
  const state = await served(COM + ORG);
  const { host, base } = state;
  let seen = {};
  base.answers.set('acme-client -r', {
    get exit() {
      const conf = host.entries.get('/etc/httpd.conf')?.content ?? '';
      seen = { isServed: conf.includes('mta-sts.example.com'), hasHandle: (host.entries.get('/etc/acme-client.conf')?.content ?? '').includes('mta-sts.example.com'), files: paths(host).length };
      host.entries.delete('/etc/ssl/mta-sts.example.com.fullchain.pem');
      return 0;
    },
  });
  const { steps } = await removed(state, { isRevoked: true });
  const kinds = steps.map((step) => (step.kind === 'daemon' ? step.action : step.kind === 'write-file' ? step.path.split('/').at(-1) : step.kind));
  assert.deepEqual(kinds.filter((kind) => ['httpd.conf', 'reload', 'revoke-certificate', 'acme-client.conf', 'move-file'].includes(kind ?? '')), ['httpd.conf', 'reload', 'revoke-certificate', 'acme-client.conf', 'move-file']);
  assert.deepEqual(seen, { isServed: false, hasHandle: true, files: 2 });
  assert.deepEqual(paths(host), ['/etc/ssl/private/mta-sts.example.com.key.20261124T101500Z']);

  const { plan: back, undoes } = await planRollback(host, null);
  assert.deepEqual(back.notes, ['the certificate of mta-sts.example.com is revoked and stays so; a new one comes by: stsctl apply']);
  await apply(back, host, { ...OPTIONS, now: new Date(NOW.getTime() + 2000), undoes });
  assert.match(host.entries.get('/etc/httpd.conf')?.content ?? '', /server "mta-sts\.example\.com"/);
  assert.ok(host.entries.has('/etc/ssl/private/mta-sts.example.com.key'));
});

test('a revocation that fails: everything is as it was, and the certificate there', async () => {
  const state = await served(COM + ORG);
  state.base.answers.set('acme-client -r', { exit: 1, stderr: 'acme-client: /etc/ssl/x: no certificate found\n' });
  const before = state.host.snapshot();
  await assert.rejects(removed(state, { isRevoked: true }), /acme-client -r mta-sts\.example\.com: .*no certificate found/);
  assert.deepEqual(state.host.snapshot(), before);
});

test('what another one uses is not revoked, and that is said', async () => {
  const shared = await removed(await served(`${ORG}${COM}certificate = example.org\n`), { isRevoked: true });
  assert.match(shared.notes.join(), /mta-sts\.example\.org\.fullchain\.pem is not revoked: something else uses it/);
  const named = await served(COM);
  const conf = named.host.entries.get('/etc/acme-client.conf');
  assert.ok(conf !== undefined);
  named.host.entries.set('/etc/acme-client.conf', { ...conf, content: conf.content.replace(/(domain "?mta-sts\.example\.com"? \{\n)/, '$1\talternative names { www.example.com }\n') });
  const { steps, notes } = await removed(named, { isRevoked: true });
  assert.match(notes.join(), /is not revoked: its handle "mta-sts\.example\.com" has other names too/);
  assert.ok(steps.every(({ kind }) => kind !== 'revoke-certificate'));
});

test('a certificate that is not there is not revoked, and its key is set aside all the same', async () => {
  const state = await served(COM);
  state.host.entries.delete('/etc/ssl/mta-sts.example.com.fullchain.pem');
  const { steps, notes } = await removed(state, { isRevoked: true });
  assert.match(notes.join(), /mta-sts\.example\.com\.fullchain\.pem is not revoked: something else uses it, or it is not there/);
  assert.deepEqual(steps.flatMap((step) => (step.kind === 'move-file' ? [step.from] : step.kind === 'revoke-certificate' ? [step.kind] : [])), ['/etc/ssl/private/mta-sts.example.com.key']);
});

test('the last domain on the shared policy file takes it along, and leaves the directory that every host has', async () => {
  const state = await served('[policy]\nmx[] = m.example\n[domain example.com]\n');
  const { steps } = await removed(state);
  assert.equal(state.host.entries.has('/var/www/mta-sts/mta-sts.txt'), false);
  assert.ok(state.host.entries.has('/var/www/mta-sts'));
  assert.deepEqual(steps.filter(({ kind }) => kind === 'remove-directory'), []);
});

test('a server made by hand that was kept for the domain stays, and is named with its line', async () => {
  const kept = `# stsctl: adopted for mta-sts.example.com\nserver "mta-sts.example.com" {\n\tlisten on * port 80\n\tlocation "/.well-known/acme-challenge/*" {\n\t\troot "/acme"\n\t\trequest strip 2\n\t}\n}\n`;
  const state = await served(COM, FOREIGN + kept);
  const { notes } = await removed(state);
  assert.deepEqual(notes, ['server "mta-sts.example.com" (/etc/httpd.conf:6) was made by hand and stays: take it out when nothing else needs it']);
  assert.ok(state.host.entries.get('/etc/httpd.conf')?.content.startsWith(FOREIGN + kept));
});

test('httpd that stands still is not started, and one that is not enabled is not disabled', async () => {
  const still = await served(COM);
  still.base.running = false;
  assert.deepEqual((await removed(still)).steps.filter(({ kind }) => kind === 'daemon'), []);
  const last = await served(COM, '');
  last.base.running = false;
  assert.deepEqual((await removed(last)).steps.filter((step) => step.kind === 'daemon').map(({ action }) => action), ['disable']);
});

test('what is not there need not leave: files, a handle, a crontab', async () => {
  const state = await served(COM);
  for (const path of ['/etc/acme-client.conf', '/etc/ssl/mta-sts.example.com.fullchain.pem', '/etc/ssl/private/mta-sts.example.com.key', '/var/www/mta-sts/example.com/mta-sts.txt']) state.host.entries.delete(path);
  state.base.crontab = null;
  const { steps } = await removed(state);
  assert.deepEqual(steps.map((step) => ('path' in step ? `${step.kind} ${step.path}` : step.kind)), ['write-file /etc/httpd.conf', 'daemon']);
});

test('a handle that was taken out by hand already: its file stays as it is', async () => {
  const state = await served(COM + ORG);
  const entry = state.host.entries.get('/etc/acme-client.conf');
  assert.ok(entry !== undefined);
  const content = (await served(ORG)).host.entries.get('/etc/acme-client.conf')?.content ?? '';
  state.host.entries.set('/etc/acme-client.conf', { ...entry, content });
  const { steps, notes } = await removed(state);
  assert.deepEqual(steps.map((step) => ('path' in step ? step.path : step.kind)).filter((each) => each.includes('acme')), []);
  assert.deepEqual(notes, []);
  assert.equal(state.host.entries.get('/etc/acme-client.conf')?.content, content);
});

test('a file that httpd or acme-client would refuse is refused, and nothing is planned', async () => {
  for (const path of ['/etc/httpd.conf', '/etc/acme-client.conf']) {
    const { host, desired } = await served(COM + ORG);
    const [domain] = desired.domains;
    assert.ok(domain !== undefined);
    const entry = host.entries.get(path);
    host.entries.set(path, { ...entry, content: `${entry?.content ?? ''}nonsense {\n` } as never);
    const result = planRemoval(desired, domain, await gatherFacts(desired, host), { now: NOW, isRevoked: false });
    assert.ok(!result.ok);
    assert.equal(result.diagnostics[0]?.place?.file, path);
  }
});

test('a file that would be broken without our blocks is refused, and nothing is planned', async () => {
  const { host, desired } = await served(COM);
  const [domain] = desired.domains;
  const entry = host.entries.get('/etc/httpd.conf');
  assert.ok(domain !== undefined && entry?.content != null);
  // The line end that a backslash takes is not there for the server that would follow.
  const content = `${entry.content.replace('}\n\n# stsctl: challenge', '} \\\n# stsctl: challenge')}${FOREIGN.replace('# the site\n', '').replace('www', 'last')}`;
  host.entries.set('/etc/httpd.conf', { ...entry, content });
  const result = planRemoval(desired, domain, await gatherFacts(desired, host), { now: NOW, isRevoked: false });
  assert.ok(!result.ok);
  assert.deepEqual([result.diagnostics[0]?.code, result.diagnostics[0]?.place], ['httpd-conf-broken', { file: '/etc/httpd.conf', line: 5 }]);
});

test('a certificate that another site serves stays where it is', async () => {
  const uses = 'server "mail.example.com" {\n\tlisten on * tls port 443\n\ttls {\n\t\tcertificate "/etc/ssl/mta-sts.example.com.fullchain.pem"\n\t\tkey "/etc/ssl/private/mta-sts.example.com.key"\n\t}\n}\n';
  const state = await served(COM + ORG, FOREIGN + uses);
  const { steps } = await removed(state);
  assert.deepEqual(steps.filter(({ kind }) => kind === 'move-file'), []);
  assert.ok(state.host.entries.has('/etc/ssl/mta-sts.example.com.fullchain.pem'));
});
