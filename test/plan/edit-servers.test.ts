// Where our blocks go in an httpd.conf with servers of others, to the byte.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compileTemplate } from '../../src/formats/template/compile-template.ts';
import { plan } from '../../src/plan/plan.ts';
import { desiredOf, TEMPLATES } from '../support/desired.ts';
import { factsOf } from '../support/facts.ts';
import { NOW } from '../support/now.ts';
import { TUTORIAL } from '../support/tutorial.ts';

const HOST = 'mta-sts.example.com';
const server = (name: string, ...lines: string[]) => `server "${name}" {\n${lines.map((line) => `\t${line}\n`).join('')}}`;
const LAST = `${server('last.example.com', 'listen on * port 80')}\n`;

function planned(text: string, { adopt = false, files = {}, templates = TEMPLATES }: { adopt?: boolean; files?: Record<string, string | null>; templates?: typeof TEMPLATES } = {}) {
  const result = plan(desiredOf(TUTORIAL, templates), factsOf({ files: { '/etc/httpd.conf': text, ...files } }), { adopt, force: false, now: NOW });
  if (!result.ok) return { after: '', notes: '', refusals: result.diagnostics };
  const step = result.value.steps.find((each) => each.kind === 'write-file' && each.path === '/etc/httpd.conf');
  return { after: step?.kind === 'write-file' ? (step.after?.content ?? '') : text, notes: result.value.notes.join('\n'), refusals: [] };
}

test('a block that goes takes its line end and one blank line along, and nothing that follows', () => {
  const [one, other] = ['203.0.113.1', '192.0.2.5'].map((address) => server(HOST, `listen on ${address} port 80`, 'block return 404'));
  const head = `${LAST.replaceAll('last', 'first')}\n# ours\n${one}\n# the second\n`;
  for (const gap of ['\n', '\n\n', '\n\n\n', '\n# about the last\n']) {
    const { after } = planned(`${head}${other}${gap}${LAST}`, { adopt: true });
    assert.ok(after.startsWith(`${LAST.replaceAll('last', 'first')}\n# ours\n# stsctl: challenge server of ${HOST};`), after);
    const [, rest = ''] = after.split('\n# the second\n');
    assert.ok(rest.startsWith(gap.replace(/^\n\n?/, '') + LAST), JSON.stringify([gap, rest.slice(0, 60)]));
  }
});

test('each of ours takes the place of the one on its port, in whichever order they stand', () => {
  const tls = ['listen on * tls port 443', 'listen on 192.0.2.9 tls port 8443', 'tls {', '\tcertificate "/etc/ssl/own.pem"', '\tkey "/etc/ssl/private/own.key"', '}', 'root "/x"'];
  const plain = ['listen on 192.0.2.9 port 8080', 'listen on * port 80', 'block return 404'];
  const files = { '/etc/ssl/own.pem': null, '/etc/ssl/private/own.key': null };
  const markers = (text: string) => planned(text, { adopt: true, files }).after.match(/^# .*/gm)?.map((line) => line.replace(/^# (?:stsctl: (?=\w+ server))?(\w+).*/, '$1'));
  assert.deepEqual(markers(`# a\n${server(HOST, ...tls)}\n# b\n${server(HOST, ...plain)}\n# c\n${LAST}`), ['a', 'policy', 'b', 'challenge', 'c']);
  assert.deepEqual(markers(`# a\n${server(HOST, ...plain)}\n# b\n${server(HOST, ...tls)}\n# c\n${LAST}`), ['a', 'challenge', 'b', 'policy', 'c']);
  assert.deepEqual(markers(`# a\n${server(HOST, ...tls)}\n# c\n${LAST}`), ['a', 'challenge', 'policy', 'c'], 'the first, where none is on its port');
});

describe('before every server that would answer instead', () => {
  const glob = (name: string, address: string) => `${server(name, `listen on ${address} port 80`)}\n`;
  const firstOf = (text: string, more: Record<string, string | null> = {}) => {
    const { after, notes } = planned(text, { files: more });
    return [after.slice(0, after.indexOf('\n', after.indexOf('# stsctl: challenge')) + 1), /goes before server "([^"]+)" \((\S+)\)/.exec(notes)?.slice(1).join(' ')];
  };
  const MARKER = `# stsctl: challenge server of ${HOST}; changes here are lost\n`;

  test('of several, the first in the file counts, on whichever of our sockets', () => {
    assert.deepEqual(firstOf(LAST + glob('*.com', '203.0.113.1') + glob('*.example.com', '*')), [LAST + MARKER, '*.com /etc/httpd.conf:4']);
    assert.deepEqual(firstOf(glob('www.example.com', '203.0.113.1') + glob('*.com', '*') + glob('*.example.com', '203.0.113.1')), [glob('www.example.com', '203.0.113.1') + MARKER, '*.com /etc/httpd.conf:4']);
  });

  test('of two in one included file, the first is told', () => {
    const more = { '/etc/more.conf': glob('*.com', '*') + glob('*.example.com', '*') };
    assert.deepEqual(firstOf(`${LAST}include "/etc/more.conf"\n`, more), [LAST + MARKER, '*.com /etc/more.conf:1']);
  });

  test('on a socket that only a template of their own has, it is refused with that server', () => {
    const source = 'server {{quote policyHost}} {\n{{#each listens}}\n\tlisten on {{address}} {{#if tls}}tls {{/if}}port {{port}}\n{{/each}}\n\tlisten on * port 8080\n\tlocation "/.well-known/acme-challenge/*" {\n\t\troot "/acme"\n\t\trequest strip 2\n\t}\n}\n';
    const templates = new Map(TEMPLATES).set('httpd.conf/mta-sts-challenge.hbs', compileTemplate('/t/challenge.hbs', source));
    const catchAll = `${server('*', 'listen on * port 8080')}\n`;
    const [first] = planned(LAST + catchAll, { templates }).refusals;
    assert.deepEqual([first?.code, first?.place, first?.message], ['httpd-conf-unreachable', { file: '/etc/httpd.conf', line: 4 }, `server "*" would answer for ${HOST} before ours`]);
    assert.deepEqual(planned(LAST, { templates }).refusals, []);
  });
});

test('templates are told which listens speak TLS', () => {
  const listens = '{{#each listens}}\n\tlisten on {{address}} {{#if tls}}tls {{/if}}port {{port}}\n{{/each}}\n';
  const challenge = `server {{quote policyHost}} {\n${listens}\tlocation "/.well-known/acme-challenge/*" {\n\t\troot "/acme"\n\t\trequest strip 2\n\t}\n}\n`;
  const policy = `server {{quote policyHost}} {\n${listens}\ttls {\n\t\tcertificate {{quote certificate}}\n\t\tkey {{quote key}}\n\t}\n\tlocation "/.well-known/mta-sts.txt" {\n\t\troot {{quote policyRoot}}\n\t\trequest strip 1\n\t}\n}\n`;
  const templates = new Map(TEMPLATES).set('httpd.conf/mta-sts-challenge.hbs', compileTemplate('/t/c.hbs', challenge)).set('httpd.conf/mta-sts-policy.hbs', compileTemplate('/t/p.hbs', policy));
  const { after, refusals } = planned('', { templates });
  assert.deepEqual(refusals, []);
  assert.deepEqual(after.match(/listen on .*/g), ['listen on * port 80', 'listen on * tls port 443']);
});
