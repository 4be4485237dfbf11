// From the configuration alone: policy files, ids, records, where certificates go.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseConfig } from '../../src/config/parse-config.ts';
import { readTemplate } from '../../src/desired/read-template.ts';
import { desire } from '../../src/desired/desire.ts';
import { compileTemplate } from '../../src/formats/template/compile-template.ts';
import { TEMPLATE_NAMES } from '../../src/formats/template/template-names.ts';
import { policyId } from '../../src/formats/mta-sts/policy-id.ts';
import type { Desired, Templates } from '../../src/model/desired.ts';
import type { Result } from '../../src/model/diagnostic.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PACKAGE: Templates = new Map(TEMPLATE_NAMES.map((name) => [name, compileTemplate(`templates/${name}`, readFileSync(`${ROOT}templates/${name}`, 'utf8'))]));

function result(text: string, templates: Templates = PACKAGE): Result<Desired> {
  const config = parseConfig('stsctl.conf', text);
  assert.ok(config.ok, JSON.stringify(config));
  return desire(config.value, templates);
}

function desired(text: string, templates?: Templates): Desired {
  const got = result(text, templates);
  assert.ok(got.ok, JSON.stringify(got));
  return got.value;
}

function refusedWith(source: string, name = 'mta-sts.txt/policy.hbs') {
  const got = result(TWO, new Map([...PACKAGE, [name, compileTemplate(`/etc/stsctl/templates/${name}`, source)]]));
  assert.ok(!got.ok, 'the template is refused');
  return got.diagnostics;
}

const TWO = '[policy]\nmode = enforce\nmax_age = 86400\nmx[] = mail.example.com\n[domain example.com]\n[domain example.org]\n[domain example.net]\nmode = testing\n';

test("the tutorial's values give its file and its four records", () => {
  const { domains, policyFiles } = desired(readFileSync(`${ROOT}examples/stsctl.conf`, 'utf8'));
  const content = 'version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmx: mx-backup.example.com\r\nmax_age: 86400\r\n';
  assert.deepEqual(policyFiles, [{ path: '/var/www/mta-sts/mta-sts.txt', content, domains: ['example.com'] }]);
  const [only] = domains;
  assert.deepEqual(only?.records, [
    { name: 'mta-sts.example.com', type: 'A', value: '203.0.113.1' },
    { name: 'mta-sts.example.com', type: 'AAAA', value: '2001:db8::7334' },
    { name: '_mta-sts.example.com', type: 'TXT', value: `v=STSv1; id=${policyId(content)};` },
    { name: '_smtp._tls.example.com', type: 'TXT', value: 'v=TLSRPTv1; rua=mailto:reports@example.com' },
  ]);
  assert.deepEqual([only?.policyHost, only?.policyRoot, only?.wantedCertificate.certificate, only?.wantedCertificate.key], ['mta-sts.example.com', '/mta-sts', '/etc/ssl/mta-sts.example.com.fullchain.pem', '/etc/ssl/private/mta-sts.example.com.key']);
});

test('domains that share a policy share its file, one that differs has its own', () => {
  const { policyFiles, domains } = desired(TWO);
  assert.deepEqual(policyFiles.map(({ path, domains: names }) => [path, names]), [
    ['/var/www/mta-sts/mta-sts.txt', ['example.com', 'example.org']],
    ['/var/www/mta-sts/example.net/mta-sts.txt', ['example.net']],
  ]);
  assert.equal(domains[0]?.policyFile, domains[1]?.policyFile);
  assert.equal(domains[2]?.policyRoot, '/mta-sts/example.net');
});

test('the same policy has the same id, another one another', () => {
  const [a, b, c] = desired(TWO).domains.map(({ policyId: id }) => id);
  assert.equal(a, b);
  assert.notEqual(a, c);
  assert.match(a ?? '', /^[0-9a-f]{32}$/);
});

test('another domain leaves every path, id and record of the others as they were', () => {
  const before = desired(TWO).domains;
  const after = desired(`${TWO}[domain example.info]\nmx[] = mail.example.info\n`).domains.slice(0, before.length);
  assert.deepEqual(after, before);
});

test('without tlsrpt and addresses there is the one record', () => {
  const { domains } = desired('[domain example.com]\nmx = mail.example.com\n');
  assert.deepEqual(domains[0]?.records.map(({ name, type }) => `${name} ${type}`), ['_mta-sts.example.com TXT']);
});

test('a template may leave line ends, trailing blanks and blank last lines to us', () => {
  const source = 'version: STSv1  \nmode: {{mode}}\r\n{{#each mx}}\nmx: {{this}}\t\n{{/each}}\nmax_age: {{maxAge}}\n\n\n';
  const got = desired(TWO, new Map([...PACKAGE, ['mta-sts.txt/policy.hbs', compileTemplate('own', source)]]));
  assert.deepEqual(got.policyFiles, desired(TWO).policyFiles);
});

test('a template that makes another policy than the configured one is refused, by name', () => {
  const [only, ...others] = refusedWith('version: STSv1\nmode: none\nmax_age: {{maxAge}}\n');
  assert.deepEqual([only?.code, only?.place?.file, others.length], ['template-result', '/etc/stsctl/templates/mta-sts.txt/policy.hbs', 0]);
  assert.match(only?.message ?? '', /does not say what is configured/);
});

test('a template that makes no policy is refused with the line of what it makes', () => {
  const [only] = refusedWith('version: STSv1\n\nmode: {{mode}}\n{{#each mx}}\nmx: {{this}}\n{{/each}}\nmax_age: {{maxAge}}\n');
  assert.match(only?.message ?? '', /at line 2: a blank line is not allowed \(RFC 8461 3\.2\)/);
});

test('a template that makes a policy some senders refuse is used with a warning', () => {
  const got = result(TWO, new Map([...PACKAGE, ['mta-sts.txt/policy.hbs', compileTemplate('own', 'version: STSv1\nmode: {{mode}}\n{{#each mx}}\nmx: {{this}}\n{{/each}}\nmax_age: {{maxAge}}\nx-note: hello\n')]]));
  assert.ok(got.ok);
  assert.equal(got.warnings.length, 1);
  assert.match(got.warnings[0]?.message ?? '', /not taken by every sender, line \d: "x-note"/);
});

test('what is wrong with a template is told with its place before it is used', () => {
  const got = readTemplate('httpd.conf/mta-sts-policy.hbs', 'a', 'server {{policyhost}} {\n');
  assert.ok(!got.ok);
  assert.deepEqual(got.diagnostics.map(({ code, place }) => [code, place?.file, place?.line, place?.column, place?.source]), [['template-syntax', 'a', 1, 10, 'server {{policyhost}} {']]);
});

test('a thousand domains take about ten times as long as a hundred', () => {
  const text = (count: number) => Array.from({ length: count }, (_, index) => `[domain d${index}.example.com]\nmx[] = mail.example.com\n`).join('');
  const millisecondsFor = (input: string) => Math.min(...Array.from({ length: 5 }, () => measured(() => void desired(input))));
  desired(text(50));
  const [small, large] = [millisecondsFor(text(100)), millisecondsFor(text(1000))];
  assert.ok(large < 30 * Math.max(small, 2), `100 domains: ${small} ms, 1000: ${large} ms`);
});

function measured(run: () => void): number {
  const start = process.cpuUsage();
  run();
  return process.cpuUsage(start).user / 1000;
}
