// The stand-in httpd answers every recorded request as OpenBSD 7.8's httpd(8) did: outcome, headers, body.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { startHttpd } from './httpd.ts';
import { ask, type CameBack } from './raw-client.ts';
import { keyPair, RehearsalRoot } from './rehearsal-root.ts';

interface Exchange {
  readonly config: string;
  readonly port: number;
  readonly tls: boolean;
  readonly sni?: string | null;
  readonly request: string;
  readonly certificate?: string;
  readonly outcome: string;
  readonly status?: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly after?: string;
  readonly bodyLength?: number;
  readonly body?: string;
  readonly bodyKind?: string;
}

interface Recording {
  readonly docroot: readonly { readonly path: string; readonly mode: string; readonly content: string }[];
  readonly exchanges: readonly Exchange[];
}

const FIXTURES = new URL('../../fixtures/openbsd/httpd/', import.meta.url);
const { docroot, exchanges } = JSON.parse(readFileSync(new URL('serving.json', FIXTURES), 'utf8')) as Recording;
const CONFIGS = [...new Set(exchanges.map(({ config }) => config))];

const held = { outcome: 0, headers: 0, body: 0, all: 0 };

/** What differs in the status line, the end of the connection or the certificate. */
function outcomeOf({ outcome, status, after: end, certificate }: Exchange | CameBack): unknown {
  return { outcome, status, after: end, certificate };
}

function headersOf({ headers }: Exchange | CameBack): unknown {
  return headers?.map(([name, value]) => [name, name === 'Date' ? isDate(value) : value]);
}

function isDate(value: string): string {
  return value === '(date)' || /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/.test(value) ? '(date)' : value;
}

function bodyOf({ body, bodyLength, bodyKind, status }: Exchange, came: CameBack): [unknown, unknown] {
  if (status === undefined) return [undefined, undefined];
  if (bodyKind === undefined) return [{ length: bodyLength, body: body ?? '' }, { length: came.body?.length, body: came.body }];
  const isPage = came.body?.includes(`<title>${status.slice('HTTP/1.0 '.length)}</title>`) === true;
  return [{ length: bodyLength, kind: bodyKind }, { length: came.body?.length, kind: isPage ? bodyKind : came.body }];
}

function judge(recorded: Exchange, came: CameBack): void {
  const [body, cameBody] = bodyOf(recorded, came);
  const parts = [
    ['outcome', outcomeOf(recorded), outcomeOf(came)],
    ['headers', headersOf(recorded), headersOf(came)],
    ['body', body, cameBody],
  ] as const;
  held.all += 1;
  for (const [part, expected, actual] of parts) {
    if (isSame(expected, actual)) held[part] += 1;
  }
  for (const [part, expected, actual] of parts) assert.deepEqual(actual, expected, `${part} of ${JSON.stringify(recorded.request.slice(0, 120))}`);
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

describe('httpd serves as recorded', () => {
  let root: RehearsalRoot;

  before(async () => {
    root = await RehearsalRoot.make([80, 443]);
    for (const { path, mode, content } of docroot) root.write(path, content, Number.parseInt(mode, 8));
    for (const name of ['mta-sts.example.com', 'mta-sts.example.org']) {
      const { certificate, key } = keyPair(name);
      root.write(`/etc/ssl/${name}.fullchain.pem`, certificate);
      root.write(`/etc/ssl/private/${name}.key`, key, 0o400);
    }
  });

  after(() => {
    root.remove();
    const row = (name: string, count: number): string => `${name.padEnd(22)} ${count}/${held.all}`;
    console.log([row('outcome and status', held.outcome), row('headers', held.headers), row('body', held.body)].join('\n'));
  });

  for (const config of CONFIGS) {
    const recorded = exchanges.filter((exchange) => exchange.config === config);
    test(`${config}: ${recorded.length} exchanges`, async () => {
      const text = readFileSync(new URL(config, FIXTURES), 'latin1');
      root.write('/etc/httpd.conf', text);
      const httpd = await startHttpd({ root: root.path, mapping: root.mapping });
      const asking = recorded.map(async (exchange) => ({ exchange, came: await ask({ ...exchange, port: root.port(exchange.port) }) }));
      const answers = await Promise.all(asking).finally(() => httpd.stop());
      const failures = answers.flatMap(({ exchange, came }) => failureOf(() => judge(exchange, came)));
      assert.equal(failures.length, 0, failures.join('\n'));
    });
  }
});

function failureOf(check: () => void): string[] {
  try {
    check();
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}
