// SIGHUP does to the stand-in httpd what it did to OpenBSD 7.8's httpd(8), in every recorded scenario.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { startHttpd } from './httpd.ts';
import { loadConf } from './load-conf.ts';
import { ask } from './raw-client.ts';
import { keyPair, RehearsalRoot } from './rehearsal-root.ts';
import { worldBelow } from './world.ts';

interface Probed {
  readonly probe: string;
  readonly outcome: string;
  readonly certificate?: string;
  readonly location?: string;
  readonly body?: string;
}

interface Scenario {
  readonly scenario: string;
  readonly 'before.conf': string;
  readonly 'after.conf': string | null;
  readonly 'between.conf'?: string;
  readonly certificatesBefore: Readonly<Record<string, boolean>>;
  readonly certificatesAfter: Readonly<Record<string, boolean>>;
  readonly 'httpd -n on after.conf': { readonly exit: 0 | 1; readonly stderr: readonly string[] };
  readonly before: readonly Probed[];
  readonly between?: readonly Probed[];
  readonly after: readonly Probed[];
  readonly logged: readonly string[];
  readonly daemonAlive: boolean;
  readonly exitStatus?: number;
}

const SCENARIOS = JSON.parse(readFileSync(new URL('../../fixtures/openbsd/httpd/reload.json', import.meta.url), 'utf8')) as Scenario[];

const CONTENT: Readonly<Record<string, string>> = {
  '/var/www/htdocs/index.html': 'site\n',
  '/var/www/htdocs2/index.html': 'other site\n',
  '/var/www/acme/tok': 'token\n',
  '/var/www/mta-sts/mta-sts.a.example/mta-sts.txt': 'policy of mta-sts.a.example\n',
  '/var/www/mta-sts/mta-sts.b.example/mta-sts.txt': 'policy of mta-sts.b.example\n',
};

const A = 'mta-sts.a.example';
const B = 'mta-sts.b.example';

/** What the recording changed besides the configuration; it says so by the scenario's name alone. */
const CHANGES: Readonly<Record<string, (root: RehearsalRoot) => void>> = {
  'certificate becomes garbage': (root) => root.write(certificatePath(A), 'garbage\n'),
  'key belongs to another certificate': (root) => root.write(keyPath(A), keyPair(B).key),
  'certificate renewed': (root) => writePair(root, A, `renewed-${A}`),
  'second host certificate garbage': (root) => root.write(certificatePath(B), 'garbage\n'),
};

function certificatePath(name: string): string {
  return `/etc/ssl/${name}.fullchain.pem`;
}

function keyPath(name: string): string {
  return `/etc/ssl/private/${name}.key`;
}

function writePair(root: RehearsalRoot, name: string, subject: string): void {
  const { certificate, key } = keyPair(subject, name);
  root.write(certificatePath(name), certificate);
  root.write(keyPath(name), key);
}

function layCertificates(root: RehearsalRoot, wanted: Readonly<Record<string, boolean>>): void {
  for (const name of [A, B]) writePair(root, name, name);
  for (const [path, exists] of Object.entries(wanted)) if (!exists) root.delete(path);
}

async function probe(root: RehearsalRoot, { probe: text }: Probed): Promise<Probed> {
  const [scheme, port, name = '', path] = text.split(' ');
  const tls = scheme === 'https';
  const request = `GET ${path} HTTP/1.1\r\nHost: ${name}\r\n\r\n`;
  const came = await ask({ port: root.port(Number(port)), tls, sni: tls ? name : null, request, quietMs: 20 });
  if (came.status === undefined) return { probe: text, outcome: came.outcome };
  const location = came.headers?.find(([header]) => header === 'Location')?.[1];
  return {
    probe: text,
    outcome: came.status,
    ...(came.certificate === undefined ? {} : { certificate: came.certificate }),
    ...(location === undefined ? {} : { location }),
    ...(came.status.includes(' 200 ') && came.body !== undefined ? { body: came.body } : {}),
  };
}

function probeAll(root: RehearsalRoot, probes: readonly Probed[]): Promise<Probed[]> {
  return Promise.all(probes.map((each) => probe(root, each)));
}

function writeConf(root: RehearsalRoot, text: string | null): void {
  if (text === null) root.delete('/etc/httpd.conf');
  else root.write('/etc/httpd.conf', text);
}

const held = { probes: 0, probed: 0, scenarios: 0 };

async function compare(root: RehearsalRoot, when: string, recorded: readonly Probed[]): Promise<string[]> {
  const came = await probeAll(root, recorded);
  held.probed += recorded.length;
  return recorded.flatMap((expected, at) => {
    const same = JSON.stringify(sorted(came[at])) === JSON.stringify(sorted(expected));
    if (same) held.probes += 1;
    return same ? [] : [`${when}: recorded ${JSON.stringify(expected)}, came ${JSON.stringify(came[at])}`];
  });
}

function sorted(probed: Probed | undefined): unknown {
  return Object.entries(probed ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The order of the two processes' words varies in the recording. */
function distinct(lines: readonly string[]): string[] {
  return [...new Set(lines)].sort();
}

describe('httpd reloads as recorded', () => {
  after(() => console.log(`scenarios ${held.scenarios}/${SCENARIOS.length}, probes ${held.probes}/${held.probed}`));

  for (const scenario of SCENARIOS) {
    test(scenario.scenario, async (t) => {
      const root = await RehearsalRoot.make([80, 443, 8080]);
      t.after(() => root.remove());
      for (const [path, content] of Object.entries(CONTENT)) root.write(path, content);
      const logged: string[] = [];
      layCertificates(root, scenario.certificatesBefore);
      writeConf(root, scenario['before.conf']);
      const httpd = await startHttpd({ root: root.path, mapping: root.mapping, log: (line) => logged.push(line) });
      t.after(() => httpd.stop());
      const failures = await compare(root, 'before', scenario.before);

      if (scenario['between.conf'] !== undefined) {
        writeConf(root, scenario['between.conf']);
        await httpd.reload();
        failures.push(...(await compare(root, 'between', scenario.between ?? [])));
      }

      layCertificates(root, scenario.certificatesAfter);
      CHANGES[scenario.scenario]?.(root);
      writeConf(root, scenario['after.conf']);
      logged.length = 0;
      await httpd.reload();
      failures.push(...(await compare(root, 'after', scenario.after)));
      assert.equal(failures.length, 0, failures.join('\n'));
      assert.deepEqual(distinct(logged), distinct(scenario.logged), 'logged');
      assert.equal(httpd.isAlive, scenario.daemonAlive, 'alive');
      if (!scenario.daemonAlive) assert.equal(await httpd.ended, scenario.exitStatus, 'exit status');
      const { verdict } = loadConf({ path: `${root.path}/etc/httpd.conf`, name: '/etc/httpd.conf', macros: [] }, worldBelow(root.path, root.mapping));
      assert.deepEqual({ exit: verdict.exit, stderr: verdict.stderr }, scenario['httpd -n on after.conf'], 'httpd -n');
      held.scenarios += 1;
    });
  }
});
