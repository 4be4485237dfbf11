// Report mails over SMTP through OpenSMTPD's mda into the store, as the manual's example has it: the user owns the store, root none of it.
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { reportJson, reportMail } from '../support/reports.ts';
import { DELIVERER, startMailHost, whyNoSmtpd, type MailHost } from './smtpd.ts';

/** As in stsctl.8 EXAMPLES, but for the path of the program and the listener. */
const SMTPD_CONF = `listen on 127.0.0.1
action "tlsrpt" mda "/usr/bin/stsctl reports add -" alias { reports = ${DELIVERER.name} }
match from any for rcpt-to reports@example.com action "tlsrpt"
`;
const CONFIG = '[policy]\nmode = testing\nmx[] = mail.example.com\n[domain example.com]\naddress[] = 203.0.113.1\n';
const STORE = '/var/db/stsctl/reports';
const DAY = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);

describe('reports delivered by OpenSMTPD', { skip: whyNoSmtpd() ?? false }, () => {
  let host: MailHost;
  const month = () => host.namespace.path(`${STORE}/${DAY.slice(0, 7)}`);
  const listed = () => host.stsctl('reports', 'list', '--ndjson').stdout.split('\n').filter((line) => line !== '');
  before(async () => {
    host = await startMailHost(SMTPD_CONF, CONFIG);
  });
  after(() => host?.end());

  test('without a store of his own the deliverer keeps the mail in the queue, is told what to do, and loses nothing', async () => {
    host.send(reportMail(reportJson({ day: DAY, id: 'early' })));
    assert.match(await host.delivered('TempFail'), /permission denied/);
    assert.match(host.namespace.demand('smtpctl', 'show', 'queue'), /reports@example\.com/);
    host.namespace.demand('install', '-d', '-m', '711', '/var/db/stsctl');
    host.namespace.demand('install', '-d', '-o', DELIVERER.name, '-g', DELIVERER.name, '-m', '750', STORE);
    host.namespace.demand('smtpctl', 'schedule', 'all');
    await host.delivered('Ok');
    assert.match(listed().join('\n'), /"reportId":"early"/);
  });

  test('shapes of several senders are stored as his, and the raw report is the one that was sent', async () => {
    const mails = [
      reportMail(reportJson({ day: DAY, id: 'google' })),
      reportMail(reportJson({ day: DAY, id: 'microsoft', organization: 'Microsoft Corporation', contact: 'tlsrpt-noreply@microsoft.com' }), { mediaType: 'application/octet-stream', from: 'tlsrpt-noreply@microsoft.com', submitter: 'microsoft.com' }),
      reportMail(reportJson({ day: DAY, id: 'plain' }), { mediaType: 'application/tlsrpt+json', name: 'report.json', content: Buffer.from(JSON.stringify(reportJson({ day: DAY, id: 'plain' }))) }),
    ];
    for (const mail of mails) host.send(mail);
    await host.delivered('Ok', 4);
    assert.deepEqual(listed().map((line) => (JSON.parse(line) as { reportId: string }).reportId).sort(), ['early', 'google', 'microsoft', 'plain']);
    for (const kind of ['ndjson', 'raw.gz']) assert.equal(statSync(`${month()}.${kind}`).uid, DELIVERER.uid);
    assert.equal(gunzipSync(readFileSync(`${month()}.raw.gz`)).toString().match(/"report-id"/g)?.length, 4);
  });

  test('what is no report, and what is a report of another domain, goes back to its sender', async () => {
    host.send('From: a@example.net\nSubject: hello\n\nhello\n');
    assert.match(await host.delivered('PermFail'), /is a mail without a report|is neither a mail nor a report/);
    host.send(reportMail(reportJson({ day: DAY, domain: 'foreign.example' })));
    assert.match(await host.delivered('PermFail', 2), /is not configured/);
  });

  test('twenty at once are each stored once, and root adds into the same store', async () => {
    for (let index = 0; index < 20; index += 1) host.send(reportMail(reportJson({ day: DAY, id: `many${index}` })));
    await host.delivered('Ok', 24);
    assert.equal(listed().length, 24);
    assert.equal(host.namespace.run(['/usr/bin/stsctl', 'reports', 'add', '-'], { input: JSON.stringify(reportJson({ day: DAY, id: 'root' })) }).exit, 0);
    assert.equal(listed().length, 25);
    assert.equal(statSync(`${month()}.ndjson`).uid, DELIVERER.uid);
  });
});
