// File contents in JSON: UTF-8 as a plain string, any other bytes as {"base64": "…"}.
import type { Bytes } from '../../model/bytes.ts';

export type JsonText = string | { readonly base64: string };

export function encodeText(bytes: Bytes): JsonText {
  const buffer = Buffer.from(bytes, 'latin1');
  const text = buffer.toString('utf8');
  return Buffer.from(text, 'utf8').equals(buffer) ? text : { base64: buffer.toString('base64') };
}

/** Anything that is not such a text comes back as it is. */
export function decodeText(value: unknown): unknown {
  if (typeof value === 'string') return Buffer.from(value, 'utf8').toString('latin1');
  if (typeof value !== 'object' || value === null || !('base64' in value)) return value;
  const { base64 } = value as { base64: unknown };
  return typeof base64 === 'string' ? Buffer.from(base64, 'base64').toString('latin1') : value;
}

/** Any text as the bytes of its UTF-8. */
export function utf8Bytes(text: string): Bytes {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** Bytes read as UTF-8, for people and for JSON. */
export function utf8Text(bytes: Bytes): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
