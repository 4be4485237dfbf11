import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatNsupdate } from '../../../src/formats/zone/format-nsupdate.ts';

test('one update: what is there is replaced', () => {
  const text = formatNsupdate({
    domain: 'example.com',
    records: [
      { name: 'mta-sts.example.com', type: 'A', value: '203.0.113.1' },
      { name: 'mta-sts.example.com', type: 'A', value: '203.0.113.2' },
      { name: '_mta-sts.example.com', type: 'TXT', value: 'v=STSv1; id=1;' },
    ],
  });
  assert.deepEqual(text.split('\n'), [
    '; example.com',
    'update delete mta-sts.example.com. A',
    'update delete _mta-sts.example.com. TXT',
    'update add mta-sts.example.com. 3600 IN A 203.0.113.1',
    'update add mta-sts.example.com. 3600 IN A 203.0.113.2',
    'update add _mta-sts.example.com. 3600 IN TXT "v=STSv1; id=1;"',
    'send',
  ]);
});
