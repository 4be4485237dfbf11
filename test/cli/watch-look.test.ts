// One look of the daemon: what check sees, with mail hosts visited once for all domains, and remembered as open.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunOptions } from '../../src/check/check-all.ts';
import { Looker } from '../../src/cli/watch-look.ts';
import { LocalHost } from '../../src/transport/local-host.ts';
import { desiredOf } from '../support/desired.ts';
import { startDnsServer } from '../support/dns-server.ts';
import { freePorts } from '../support/free-ports.ts';
import { startSmtpServer } from '../support/smtp-server.ts';

const MX = { MX: [[10, 'mail.example.com']] } as const;

test('domains of one mail host are one visit to it; when it is down later, that is its own fault', async () => {
  const dns = await startDnsServer({ 'example.com': MX, 'example.org': MX, 'mail.example.com': { A: ['127.0.0.1'] } });
  const smtp = await startSmtpServer({ extensions: ['SIZE 1000'] });
  const [closed = 0] = await freePorts(1);
  const options: RunOptions = { ca: undefined, resolvers: [dns.endpoint], allowPrivate: true, connect: { address: '127.0.0.1', port: closed }, smtpPort: smtp.endpoint.port };
  const desired = desiredOf('[policy]\nmx[] = mail.example.com\n[domain example.com]\n[domain example.org]\n');
  let now = Date.now();
  const looker = new Looker(new LocalHost('/nonexistent'), desired, options, () => now);
  const codes = async (domain: string) => (await looker.look(domain))?.findings.map(({ code }) => code) ?? [];
  for (const domain of ['example.com', 'example.org']) assert.ok((await codes(domain)).includes('mx-no-starttls'), domain);
  assert.equal(smtp.said.filter((line) => line.startsWith('EHLO')).length, 1);
  // What is wrong is looked at again for the check that confirms it.
  now += 61_000;
  await codes('example.com');
  assert.equal(smtp.said.filter((line) => line.startsWith('EHLO')).length, 2);
  smtp.close();
  now += 61_000;
  const seen = await looker.look('example.com');
  assert.deepEqual([seen?.findings.some(({ code }) => code === 'mx-unreachable'), seen?.isMailBlind], [true, false]);
  assert.equal(await looker.look('example.net'), null);

  const fresh = await new Looker(new LocalHost('/nonexistent'), desired, options).look('example.com');
  assert.deepEqual([fresh?.findings.some(({ code }) => code === 'mx-unreachable'), fresh?.isMailBlind], [false, true], 'whoever never reached one can not tell');
  dns.close();
});

test('without an answer of any resolver nothing was learnt', async () => {
  const [closed = 0] = await freePorts(1);
  const desired = desiredOf('[domain example.com]\nmx[] = mail.example.com\n');
  const looker = new Looker(new LocalHost('/nonexistent'), desired, { ca: undefined, resolvers: [{ address: '127.0.0.1', port: closed }], allowPrivate: true, connect: { address: '127.0.0.1', port: closed }, smtpPort: closed, timeouts: { dnsMs: 100, policyMs: 500, smtpMs: 500 } });
  assert.equal(await looker.look('example.com'), null);
});
