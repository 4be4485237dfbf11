// Files of the host, and of the administrator.
import assert from 'node:assert/strict';
import { acmeClientDialect } from '../../../src/formats/acme-client-conf/acme-client-dialect.ts';
import { judgeAcmeClientConf } from '../../../src/formats/acme-client-conf/judge-acme-client-conf.ts';
import type { Dialect } from '../../../src/formats/bsd-conf/dialect.ts';
import { parseTop, printTop } from '../../../src/formats/bsd-conf/parse-top.ts';
import { judgeCrontab } from '../../../src/formats/crontab/judge-crontab.ts';
import { formatCrontab, parseCrontab } from '../../../src/formats/crontab/parse-crontab.ts';
import { readRenewalCommand } from '../../../src/formats/crontab/renewal-command.ts';
import { httpdDialect } from '../../../src/formats/httpd-conf/httpd-dialect.ts';
import { readIni } from '../../../src/formats/ini/read-ini.ts';
import { readTemplate } from '../../../src/desired/read-template.ts';
import { renderTemplate } from '../../../src/formats/template/render-template.ts';
import { judge } from '../../formats/bsd-conf/worlds.ts';
import type { Target } from '../target.ts';

const HTTPD = httpdDialect('7.8');
const ACME = acmeClientDialect();

/** Tiles lie end to end, and put together they are the file. */
function checkTiles(text: string, dialect: Dialect): void {
  const top = parseTop(text, dialect);
  assert.equal(printTop(top), text);
  let at = 0;
  for (const { start, end } of top.tiles) {
    assert.ok(start === at && end > start, 'tiles lie end to end');
    at = end;
  }
  assert.equal(at, text.length);
}

export const CONFIGURATIONS: readonly Target[] = [
  {
    name: 'httpd.conf',
    seedFolders: ['test/fixtures/openbsd/httpd-conf/cases'],
    check: (bytes) => {
      const text = bytes.toString('latin1');
      checkTiles(text, HTTPD);
      const { exit, stderr, conf } = judge(text, { includes: { inc: text.slice(0, 40) } });
      assert.equal(exit === 0, stderr.at(-1) === 'configuration OK');
      for (const { range } of [...conf.servers, ...conf.statements]) assert.ok(range.start <= range.end && range.end <= text.length, 'ranges lie in the file');
    },
  },
  {
    name: 'acme-client.conf',
    seedFolders: ['test/fixtures/openbsd/acme-client-conf/cases'],
    check: (bytes) => {
      const text = bytes.toString('latin1');
      checkTiles(text, ACME);
      const { exit, stderr } = judgeAcmeClientConf('f', text, { readInclude: () => null, modeOf: () => null });
      assert.equal(exit === 0, stderr.length === 0);
    },
  },
  {
    name: 'crontab',
    seedFolders: ['test/fixtures/openbsd/crontab'],
    check: (bytes) => {
      const text = bytes.toString('latin1');
      const lines = parseCrontab(text);
      assert.equal(formatCrontab(lines), text);
      assert.equal(judgeCrontab('f', text).exit === 1, lines.some(({ kind }) => kind === 'error'));
    },
  },
  {
    name: 'cron command',
    seeds: ['acme-client mta-sts.example.org && rcctl reload httpd', '-n sleep $((RANDOM % 2048)) && acme-client a; rcctl -q reload httpd', 'for d in a b; do acme-client $d && r=1; done; [ "$r" ] && rcctl reload httpd', "sh -c 'acme-client a || exit 0; case $? in 0) rcctl reload httpd;; esac'"],
    check: (bytes) => void readRenewalCommand(bytes.toString('latin1')),
  },
  {
    name: 'stsctl.conf',
    seedFolders: ['examples', 'test/fixtures/existing'],
    seeds: ['[stsctl]\nfile = 1\n[domain example.com]\nmx[] = mx.example.com ; c\nmode = "testing"\n'],
    check: (bytes) => {
      const { sections, problems } = readIni(bytes);
      for (const { spot } of [...sections, ...problems]) assert.ok(spot.line >= 1 && spot.column >= 1, 'places count from 1');
      // Names come from outside: none may reach an object of ours.
      assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
    },
  },
  {
    name: 'template',
    compiles: true,
    seedFolders: ['templates'],
    seeds: ['{{#each listens}}{{quote this}}{{/each}}', '{{#if tls}}a{{else}}{{../b}}{{/if}}', '{{lookup constructor "x"}}'],
    check: (bytes) => {
      const read = readTemplate('crontab/renew.hbs', 'f', bytes.toString('utf8'));
      if (read.ok) renderTemplate(read.value, { agent: 'a', handle: 'h', alsoRestart: ['smtpd'] });
    },
  },
];
