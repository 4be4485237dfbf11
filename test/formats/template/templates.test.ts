// The templates of the package: what they make, and that the programs they are for can read it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { compileTemplate } from '../../../src/formats/template/compile-template.ts';
import { lintTemplate } from '../../../src/formats/template/lint-template.ts';
import { renderTemplate, type Template } from '../../../src/formats/template/render-template.ts';
import { TEMPLATE_NAMES, TEMPLATE_SHAPES } from '../../../src/formats/template/template-names.ts';

const FOLDER = fileURLToPath(new URL('../../../templates/', import.meta.url));

function template(name: string): Template {
  return compileTemplate(name, readFileSync(FOLDER + name, 'utf8'));
}

function render(name: string, context: Readonly<Record<string, unknown>>): string {
  const rendered = renderTemplate(template(name), context);
  assert.ok(rendered.ok, JSON.stringify(rendered));
  return rendered.text;
}

const SERVER = {
  policyHost: 'mta-sts.example.com',
  policyRoot: '/mta-sts',
  certificate: '/etc/ssl/mta-sts.example.com.fullchain.pem',
  key: '/etc/ssl/private/mta-sts.example.com.key',
  tlsOptions: [],
};

test('every template of the package passes the lint', () => {
  for (const name of TEMPLATE_NAMES) {
    const shape = TEMPLATE_SHAPES.get(name);
    assert.ok(shape);
    assert.deepEqual(lintTemplate(template(name), shape), [], name);
  }
});

test('the challenge server answers challenges and redirects the rest', () => {
  const text = render('httpd.conf/mta-sts-challenge.hbs', { ...SERVER, listens: [{ address: '203.0.113.1', port: 80, tls: false }, { address: '*', port: 80, tls: false }] });
  assert.equal(
    text,
    `server "mta-sts.example.com" {
	listen on 203.0.113.1 port 80
	listen on * port 80
	location "/.well-known/acme-challenge/*" {
		root "/acme"
		request strip 2
		pass
	}
	location "*" {
		block return 301 "https://$SERVER_NAME$REQUEST_URI"
	}
}
`,
  );
});

test('the policy server serves the policy as text/plain, challenges, and nothing else', () => {
  const text = render('httpd.conf/mta-sts-policy.hbs', { ...SERVER, tlsOptions: [{ name: 'protocols', value: '"TLSv1.2"' }], listens: [{ address: '*', port: 443, tls: true }] });
  assert.equal(
    text,
    `server "mta-sts.example.com" {
	listen on * tls port 443
	tls {
		certificate "/etc/ssl/mta-sts.example.com.fullchain.pem"
		key "/etc/ssl/private/mta-sts.example.com.key"
		protocols "TLSv1.2"
	}
	location "/.well-known/acme-challenge/*" {
		root "/acme"
		request strip 2
		pass
	}
	location "/.well-known/mta-sts.txt" {
		root "/mta-sts"
		request strip 1
		default type text/plain
		pass
	}
	location "*" {
		block return 404
	}
}
`,
  );
});

test('an authority says contact and insecure only when they are set', () => {
  const le = { name: 'letsencrypt', apiUrl: 'https://acme-v02.api.letsencrypt.org/directory', accountKey: '/etc/acme/letsencrypt-privkey.pem', contact: null, insecure: false };
  assert.equal(render('acme-client.conf/authority.hbs', le), 'authority "letsencrypt" {\n\tapi url "https://acme-v02.api.letsencrypt.org/directory"\n\taccount key "/etc/acme/letsencrypt-privkey.pem"\n}\n');
  assert.match(render('acme-client.conf/authority.hbs', { ...le, contact: 'mailto:me@example.com', insecure: true }), /\n\tcontact "mailto:me@example\.com"\n\tinsecure\n}\n$/);
});

test('a handle names its key, its full chain and its authority', () => {
  const text = render('acme-client.conf/domain.hbs', { handle: 'mta-sts.example.com', key: SERVER.key, keyType: 'ecdsa', certificate: SERVER.certificate, authority: 'letsencrypt' });
  assert.equal(
    text,
    'domain "mta-sts.example.com" {\n\tdomain key "/etc/ssl/private/mta-sts.example.com.key" ecdsa\n\tdomain full chain certificate "/etc/ssl/mta-sts.example.com.fullchain.pem"\n\tsign with "letsencrypt"\n}\n',
  );
});

const LINE = render('crontab/renew.hbs', { handle: 'mta-sts.example.com' });
const [, COMMAND = ''] = /^~\t~\t\*\t\*\t\*\t-ns (.*)\n$/.exec(LINE) ?? [];

test('the renewal line is one line at a random time, mails failures alone and runs once at a time', () => {
  assert.notEqual(COMMAND, '', LINE);
});

test('the renewal line has no "%", which crontab(5) makes a newline, and room for the longest name', () => {
  assert.doesNotMatch(LINE, /%/);
  assert.ok(render('crontab/renew.hbs', { handle: `mta-sts.${'a'.repeat(220)}` }).length < 1000);
});

interface Run {
  readonly status: number | null;
  readonly output: string;
}

/** The command with programs that say what they were asked and exit as told. */
function runWith(shell: string, acme: number, rcctl: number): Run {
  const folder = mkdtempSync(join(tmpdir(), 'renew-'));
  try {
    for (const [name, exit] of [['acme-client', acme], ['rcctl', rcctl]] as const) {
      writeFileSync(join(folder, name), `#!/bin/sh\necho "${name} $*"\nexit ${exit}\n`);
      chmodSync(join(folder, name), 0o755);
    }
    const { status, stdout } = spawnSync(shell, ['-c', COMMAND.replaceAll('/usr/sbin/', `${folder}/`)], { encoding: 'utf8' });
    return { status, output: stdout };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const RENEWED = 'acme-client mta-sts.example.com\nrcctl reload httpd\n';
const ASKED = 'acme-client mta-sts.example.com\n';

// mksh descends from the shell that is sh(1) on OpenBSD.
for (const shell of ['/bin/sh', '/bin/bash', '/bin/mksh'].filter((each) => spawnSync(each, ['-c', ':']).status === 0)) {
  test(`under ${shell} the line reloads after a renewal, is content when nothing is due, and fails when anything failed`, () => {
    assert.equal(spawnSync(shell, ['-n', '-c', COMMAND]).status, 0);
    assert.deepEqual(runWith(shell, 0, 0), { status: 0, output: RENEWED });
    // acme-client(1) EXIT STATUS: 2 means that nothing was due.
    assert.deepEqual(runWith(shell, 2, 0), { status: 0, output: ASKED });
    assert.deepEqual(runWith(shell, 1, 0), { status: 1, output: ASKED });
    assert.notEqual(runWith(shell, 0, 1).status, 0);
    assert.deepEqual(runWith(shell, 127, 0), { status: 1, output: ASKED });
  });
}
