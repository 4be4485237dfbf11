// What comes in: mails, mailboxes, directories, files, and what is none of them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { readAnyMail } from '../../src/reports/input/any-mail.ts';
import { readCommonMail } from '../../src/reports/input/common-mail.ts';
import { MboxSplitter } from '../../src/reports/input/split-mbox.ts';
import { reportTree } from '../support/report-tree.ts';
import { reportJson, reportMail } from '../support/reports.ts';

const report = (id: string) => reportJson({ id });
const BODY = JSON.stringify(report('x'));

test('a mail, a .json and a .json.gz, told by what they hold', async () => {
  const tree = reportTree();
  tree.put('a.eml', reportMail(report('a')));
  tree.put('b.json', JSON.stringify(report('b')));
  tree.put('c.json.gz', gzipSync(JSON.stringify(report('c'))));
  tree.put('d.txt', gzipSync(JSON.stringify(report('d'))));
  tree.put('e', `\ufeff \n${JSON.stringify(report('e'), null, 2)}`);
  assert.equal((await tree.add()).stored, 5);
});

test('a Maildir with folders, what is still being delivered left out, and links not followed', async () => {
  const tree = reportTree();
  tree.put('Maildir/tmp/1', reportMail(report('t')));
  tree.put('Maildir/new/1', reportMail(report('n')));
  tree.put('Maildir/cur/1:2,S', reportMail(report('c')));
  tree.put('Maildir/.Reports/cur/1:2,S', reportMail(report('f')));
  tree.put('Maildir/.Reports/new/1', reportMail(report('g')));
  tree.put('Maildir/dovecot-uidlist', 'not a mail');
  const elsewhere = tree.put('../outside.json', JSON.stringify(report('o')));
  symlinkSync(elsewhere, `${tree.inbox}/Maildir/cur/link`);
  const added = await tree.add(`${tree.inbox}/Maildir`);
  assert.deepEqual([added.stored, added.rejections], [4, []]);
});

test('an mbox: mails in it, "From " within one, and the same cut into pieces of any size', async () => {
  const tree = reportTree();
  const mail = (id: string) => `From google Mon Nov 23 10:00:00 2026\n${reportMail(report(id), { eol: '\n' })}\n`;
  const text = `${mail('1')}${mail('2').replace('This is a multi-part', '\nFrom here on it is a multi-part')}${mail('3')}From MAILER Mon Nov 23 10:00:01 2026\nSubject: hello\n\nno report\n`;
  const file = tree.put('reports.mbox', text);
  const added = await tree.add(file);
  assert.deepEqual([added.stored, added.rejections.map(({ name, reason }) => [name, reason])], [3, [[`${file}#4`, 'no-report']]]);
  for (const size of [1, 7, 100, 1000]) {
    let count = 0;
    const splitter = new MboxSplitter('m', () => void (count += 1));
    for (let at = 0; at < text.length; at += size) splitter.push(Buffer.from(text.slice(at, at + size)));
    splitter.end();
    assert.equal(count, 4, `pieces of ${size}`);
  }
});

test('media types and names as senders and gateways make them', async () => {
  const content = gzipSync(BODY);
  for (const [mediaType, name, from] of [
    ['application/tlsrpt+gzip', 'r.json.gz', 'common'],
    ['application/octet-stream', 'google.com!example.com!1!2!3.json.gz', 'common'],
    ['application/x-gzip', 'report', 'common'],
    ['text/plain', 'r.json.gz', 'common'],
    ['application/json', 'r.json', 'common'],
  ] as const) {
    const mail = readCommonMail(reportMail({}, { mediaType, name, content }));
    assert.equal(mail?.parts.length, 1, `${mediaType} ${name} by ${from}`);
    assert.equal(mail?.parts[0]?.isTyped, mediaType === 'application/tlsrpt+gzip');
  }
});

test('the fast path and the MIME library read the same', async () => {
  for (const eol of ['\n', '\r\n']) {
    for (const options of [{}, { mediaType: 'application/octet-stream' }, { mediaType: 'application/tlsrpt+json', content: Buffer.from(BODY) }]) {
      const bytes = reportMail(report('s'), { eol, ...options });
      const [common, any] = [readCommonMail(bytes), await readAnyMail(bytes)];
      assert.ok(common !== null && !('problem' in any));
      assert.deepEqual(common.parts.map(({ content, isTyped }) => [content.toString('base64'), isTyped]), any.parts.map(({ content, isTyped }) => [content.toString('base64'), isTyped]));
    }
  }
});

test('shapes beyond the fast path: nested, quoted-printable, split names, forwarded', async () => {
  const tree = reportTree();
  const base64 = gzipSync(JSON.stringify(report('n'))).toString('base64');
  const head = 'From: a@google.com\nMIME-Version: 1.0\n';
  tree.put('nested.eml', `${head}Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/report; boundary=i\n\n--i\nContent-Type: application/tlsrpt+gzip\nContent-Transfer-Encoding: base64\n\n${base64}\n--i--\n--o--\n`);
  const quoted = JSON.stringify(report('q')).replaceAll('=', '=3D').replace(/.{60}/g, '$&=\n');
  tree.put('quoted.eml', `${head}Content-Type: application/tlsrpt+json; name*0="a.js"; name*1="on"\nContent-Transfer-Encoding: quoted-printable\nContent-Disposition: attachment; filename="a.json"\n\n${quoted}\n`);
  tree.put('alone.eml', `${head}Content-Type: application/tlsrpt+gzip\nContent-Transfer-Encoding: base64\n\n${gzipSync(JSON.stringify(report('l'))).toString('base64')}\n`);
  const added = await tree.add();
  assert.deepEqual([added.stored, added.rejections], [3, []]);
});

test('what can never be stored says why', async () => {
  const tree = reportTree();
  const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, ' '));
  const deep = Array.from({ length: 200 }, (_, index) => `Content-Type: multipart/mixed; boundary=b${index}\n\n--b${index}\n`).join('');
  for (const [name, content, reason] of [
    ['bomb.json.gz', bomb, 'too-large'],
    ['bomb.eml', reportMail({}, { content: bomb }), 'too-large'],
    ['cut.json.gz', gzipSync(BODY).subarray(0, 100), 'broken-gzip'],
    ['deep.eml', `From: a@b.c\n${deep}`, 'broken-mail'],
    ['text', 'hello', 'no-report'],
    ['empty', '', 'no-report'],
    ['mail.eml', 'From: a@b.c\nSubject: hello\n\nhello\n', 'no-report'],
    ['brackets.json', `{"a":${'['.repeat(1_000_000)}`, 'broken-report'],
    ['zeros', Buffer.alloc(65 * 1024 * 1024), 'too-large'],
    ['foreign.json', JSON.stringify(reportJson({ domain: 'foreign.example' })), 'foreign-domain'],
    ['future.json', JSON.stringify(reportJson({ day: '2027-11-22' })), 'out-of-time'],
    ['past.json', JSON.stringify(reportJson({ day: '2024-11-22' })), 'out-of-time'],
  ] as const) {
    const file = tree.put(name, content);
    const { stored, rejections } = await tree.add(file);
    assert.deepEqual([stored, rejections.map((each) => each.reason)], [0, [reason]], `${name}: ${JSON.stringify(rejections)}`);
  }
});

test('a fifo and a missing file end the run no more than a directory without leave to read', async () => {
  const tree = reportTree();
  execFileSync('mkfifo', [`${tree.inbox}/fifo`]);
  tree.put('a.json', BODY);
  assert.deepEqual([(await tree.add()).stored, (await tree.add(`${tree.inbox}/none`)).rejections[0]?.reason], [1, 'unreadable']);
  assert.equal((await tree.add(`${tree.inbox}/fifo`)).rejections[0]?.reason, 'no-report');
});

test('what stands behind a gzip stream does not end the month\'s raw file for zcat', async () => {
  const tree = reportTree();
  tree.put('1.gz', Buffer.concat([gzipSync(JSON.stringify(report('1'))), Buffer.alloc(512)]));
  tree.put('2.gz', gzipSync(JSON.stringify(report('2'))));
  assert.equal((await tree.add()).stored, 2);
  const raw = execFileSync('zcat', [`${tree.store}/2026-11.raw.gz`], { encoding: 'utf8' });
  assert.equal(raw.match(/"report-id"/g)?.length, 2);
});
