// MX hosts against the patterns of a policy (RFC 8461 4.1).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchesMx } from '../../../src/formats/mta-sts/matches-mx.ts';

const good = (pattern: string, host: string) => assert.ok(matchesMx(pattern, host), `${pattern} ${host}`);
const bad = (pattern: string, host: string) => assert.ok(!matchesMx(pattern, host), `${pattern} ${host}`);

test('a host matches its name or a wildcard for its left-most label alone', () => {
  good('mail.example.com', 'mail.example.com');
  good('mail.example.com', 'MAIL.Example.COM.'); // case and the final dot don't count
  good('*.example.com', 'mail.example.com');
  good('*.Example.com', 'mail.example.com');
  bad('*.example.com', 'example.com'); // a label is needed
  bad('*.example.com', '.example.com'); // one that is not empty
  bad('*.example.com', 'a.b.example.com'); // one and no more
  bad('example.com', 'mail.example.com'); // subdomains don't inherit
  bad('mail.example.com', 'mail.example.org');
  bad('*.example.com', 'mail.badexample.com');
});
