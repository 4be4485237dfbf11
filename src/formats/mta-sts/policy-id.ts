// The id of a policy: the same text has the same id, another text another one (RFC 8461 3.1).
import { createHash } from 'node:crypto';
import type { Bytes } from '../../model/bytes.ts';

/** Longest id allowed: 1*32(ALPHA / DIGIT). */
const LENGTH = 32;

export function policyId(text: Bytes): string {
  return createHash('sha256').update(text, 'latin1').digest('hex').slice(0, LENGTH);
}
