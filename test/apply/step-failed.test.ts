// What a program said when a step failed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { why } from '../../src/apply/step-failed.ts';

test('that it could not be run, else the last line it said, else its status', () => {
  const result = { exit: 1, stdout: 'out\n', stderr: 'first\n  last \n\n', failure: null };
  assert.equal(why({ ...result, failure: 'no such program' }), 'no such program');
  assert.equal(why(result), 'exit 1: last');
  assert.equal(why({ ...result, stderr: ' \n' }), 'exit 1: out');
  assert.equal(why({ ...result, stdout: '', stderr: '' }), 'exit 1');
});
