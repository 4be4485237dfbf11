// npm runs it when the package is installed: has the node(1) at hand compile what a plan needs, so that it takes a fourth less. All works without it.
const { chmodSync, closeSync, copyFileSync, existsSync, fsyncSync, mkdirSync, mkdtempSync, openSync, renameSync, rmSync, writeFileSync, writeSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { basename, dirname, join } = require('node:path');
const { crc32 } = require('node:zlib');
const { CACHE, files, load } = require('./load.js');

const HTTPD_CONF = `server "www.example.com" {
	listen on * port 80
	location "/.well-known/acme-challenge/*" {
		root "/acme"
		request strip 2
	}
	location * {
		block return 302 "https://$HTTP_HOST$REQUEST_URI"
	}
}

server "www.example.com" {
	listen on * tls port 443
	tls {
		certificate "/etc/ssl/example.com.fullchain.pem"
		key "/etc/ssl/private/example.com.key"
	}
	root "/htdocs/www"
	log style combined
	location "/pub/*" {
		directory auto index
	}
}
`;
/** Says that there is no crontab, and that httpd is off. */
const PROGRAM = '#!/bin/sh\necho "no crontab for root" >&2\nexit 1\n';
const UNHEARD = { isTTY: false, write: () => true, on: () => undefined, once: () => undefined, off: () => undefined };

/** What V8 keeps is what has run: a plan, in a tree of its own. */
async function rehearse(root) {
  for (const directory of ['etc', 'usr/bin', 'usr/sbin']) mkdirSync(join(root, directory), { recursive: true });
  for (const program of ['usr/bin/crontab', 'usr/sbin/rcctl']) writeFileSync(join(root, program), PROGRAM, { mode: 0o755 });
  copyFileSync(join(__dirname, '../examples/stsctl.conf'), join(root, 'etc/stsctl.conf'));
  writeFileSync(join(root, 'etc/httpd.conf'), HTTPD_CONF);
  const environment = { PATH: '/usr/bin:/bin' };
  const exit = await load('main.js').main({ argv: ['--root', root, 'plan'], stdout: UNHEARD, stderr: UNHEARD, environment, packageDirectory: join(__dirname, '../'), agent: [], version: '' });
  if (exit !== 2) throw new Error(`the plan that is rehearsed ends with ${exit}`);
}

/** Beside its place first: half of it would be no use, and V8 believes what it reads. */
function keep() {
  const caches = dirname(CACHE);
  const fresh = mkdtempSync(`${caches}.`);
  try {
    chmodSync(fresh, 0o755);
    mkdirSync(join(fresh, basename(CACHE)));
    for (const { script, compiled } of files.values()) write(join(fresh, basename(CACHE), basename(compiled)), script.createCachedData());
    rmSync(caches, { recursive: true, force: true });
    renameSync(fresh, caches);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** After the sum that bin/load.js looks at. */
function write(path, data) {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(data));
  const file = openSync(path, 'wx', 0o644);
  writeSync(file, Buffer.concat([sum, data]));
  fsyncSync(file);
  closeSync(file);
}

async function compile() {
  // For every user of the program, whatever npm was run with.
  process.umask(0o022);
  // A clone of the repository has nothing to be compiled yet.
  if (!existsSync(join(__dirname, '../dist/main.js'))) return;
  const root = mkdtempSync(join(tmpdir(), 'stsctl-'));
  try {
    await rehearse(root);
    keep();
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

compile().catch(({ message }) => console.error(`stsctl: not compiled ahead, so it takes longer to start: ${message}\nunchanged: what it does\nnext: mend that, then: node ${__filename}`));
