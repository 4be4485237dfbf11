// Every recorded failure of acme-client(1) is explained, and each explanation has a remedy.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { explainFailure } from '../../../src/formats/acme-client/explain-failure.ts';

interface Transcript {
  readonly scenario: string;
  readonly argv: readonly string[];
  readonly exit: number;
  readonly stderr: string;
}

const transcripts = JSON.parse(readFileSync(new URL('../../fixtures/openbsd/acme-client/transcripts.json', import.meta.url), 'utf8')) as Transcript[];

/** Those that stsctl never causes. */
const ELSEWHERE = /usage: |pushfile|no certificate found/;

test('every recorded failure of a run is explained', () => {
  const unexplained = transcripts.filter(({ exit, stderr }) => exit === 1 && !ELSEWHERE.test(stderr) && explainFailure(stderr, 'h') === null);
  assert.deepEqual(unexplained.map(({ scenario }) => scenario), []);
});

const SAID: readonly (readonly [scenario: string, what: RegExp])[] = [
  ['certificate file is garbage', /certificate file holds no certificate/],
  ['umask 077, forced', /forbidden \(403\)/],
  ['web server down, forced', /could not connect to this host over port 80/],
  ['location strips too little, forced', /looked for the challenge and did not get it/],
  ['CA down, forced', /authority could not be reached/],
  ['wrong API path, forced', /no ACME authority at its URL/],
  ['API without TLS, forced', /not https/],
  ['CA certificate not trusted, forced', /not trusted/],
  ['name refused by the CA', /refused the order/],
  ['name refused by the CA, verbose', /does not issue for this name/],
  ['domain key readable by all', /others than root can read/],
  ['domain key is garbage, forced', /no key that can be used/],
  ['challenge directory missing', /directory for challenges/],
];
for (const [scenario, what] of SAID) {
  test(scenario, () => {
    const found = explainFailure(transcripts.find((each) => each.scenario === scenario)?.stderr ?? '', 'mta-sts.example.com');
    assert.match(found?.what ?? '', what);
    assert.doesNotMatch(found?.next ?? 'HOST', /HOST|HANDLE/);
  });
}

test('the authority\'s problem type counts before its words', () => {
  const output = 'acme-client: https://ca/order: bad HTTP: 429\nacme-client: transfer buffer: [{ "type": "urn:ietf:params:acme:error:rateLimited", "detail": "connection refused" }]\n';
  assert.match(explainFailure(output, 'h')?.what ?? '', /rate limit/);
  assert.match(explainFailure('urn:ietf:params:acme:error:constructor bad HTTP: 400', 'h')?.what ?? '', /refused the order/);
});

test('an address that leads nowhere, with another one that answered, is not what failed', () => {
  const noRoute = 'acme-client: 2001:db8::1: connect: No route to host\n';
  assert.match(explainFailure(`${noRoute}acme-client: https://ca/new-order: bad HTTP: 403\nacme-client: bad exit: netproc(1): 1\n`, 'h')?.what ?? '', /refused the order/);
  assert.match(explainFailure(`${noRoute}acme-client: https://ca/dir: bad HTTP: 404\n`, 'h')?.what ?? '', /no ACME authority/);
  assert.match(explainFailure(`${noRoute}acme-client: bad comm\n`, 'h')?.what ?? '', /could not be reached/);
});

test('a remedy for a handle and an authority that are there names acme-client.conf, where they are read from', () => {
  for (const type of ['badCSR', 'externalAccountRequired', 'invalidContact', 'rejectedIdentifier', 'unsupportedContact']) {
    assert.match(explainFailure(`urn:ietf:params:acme:error:${type}`, 'h')?.next ?? '', /\/etc\/acme-client\.conf/, type);
  }
});
