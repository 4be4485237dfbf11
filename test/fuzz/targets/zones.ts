// Master files of nsd(8), and smtpd.conf(5), which init reads.
import assert from 'node:assert/strict';
import { readSmtpdConf } from '../../../src/formats/smtpd-conf/read-smtpd-conf.ts';
import { lexZone } from '../../../src/formats/zone/lex-zone.ts';
import { parseZone } from '../../../src/formats/zone/parse-zone.ts';
import { textStrings } from '../../../src/formats/zone/text-value.ts';
import { planZone } from '../../../src/plan/zone/plan-zone.ts';
import { desiredOf } from '../../support/desired.ts';
import { zoneFacts } from '../../support/zone-facts.ts';
import type { Target } from '../target.ts';

const NOW = new Date('2026-11-24T10:15:00Z');
const { domains } = desiredOf('[policy]\nmode = testing\nmax_age = 86400\nmx[] = mail.example.com\ntlsrpt[] = mailto:reports@example.com\n[domain example.com]\naddress[] = 203.0.113.1\n');
const ZONE = '$ORIGIN example.com.\n$TTL 1h\n@ IN SOA ns hostmaster ( 2026010100 ; serial\n\t7200 3600 1209600 3600 )\n\tNS ns\nns\tA 203.0.113.1\nmta-sts 300 A 203.0.113.9\n_mta-sts TXT "v=STSv1; " "id=1"\n_smtp._tls TXT v=TLSRPTv1\\;rua=mailto:a@example.com\n';

function planned(content: string): ReturnType<typeof planZone> {
  return planZone(zoneFacts(content), domains, { now: NOW, withheld: new Set() });
}

/** What is edited is still a zone, and wants no further edit. */
function checkEdit(content: string): void {
  const result = planned(content);
  const step = result.ok ? result.value.steps.find(({ kind }) => kind === 'write-file') : undefined;
  if (step?.kind !== 'write-file') return;
  const after = step.after?.content ?? '';
  assert.deepEqual(parseZone(after, 'example.com').problems, []);
  const again = planned(after);
  assert.deepEqual(again.ok && again.value.steps, []);
}

export const ZONES: readonly Target[] = [
  {
    name: 'zone',
    seeds: [ZONE, ZONE.replaceAll('\n', '\r\n'), '$TTL 60\n@ SOA ns hostmaster 41 3600 600 86400 60\n@ NS ns\nns A 127.0.0.1\n', '$INCLUDE other\n$ORIGIN\n a\n'],
    check: (bytes) => {
      const text = bytes.toString('latin1');
      let at = 0;
      for (const { start, end } of lexZone(text)) {
        assert.ok(start === at && end > start, 'entries lie end to end');
        at = end;
      }
      assert.equal(at, text.length);
      for (const { values } of parseZone(text).records) textStrings(text, values);
      checkEdit(text);
    },
  },
  {
    name: 'smtpd.conf',
    seeds: ['pki "mail.example.com" cert "/etc/ssl/a.pem" # c\npki * key "x"\ntable d { "example.com",\n example.net }\ntable v file:/etc/mail/v\nlisten on egress \\\n tls pki a hostname mx.example.com\nmatch from any for domain <d> action "l"\nmatch for domain { a.example } action "l"\n'],
    check: (bytes) => {
      const { domains: named, domainFiles } = readSmtpdConf(bytes.toString('latin1'));
      assert.ok(named.every((name) => /^[A-Za-z0-9.-]+$/.test(name)) && domainFiles.every((file) => file.startsWith('/')), 'names are names, and files are absolute');
    },
  },
];
