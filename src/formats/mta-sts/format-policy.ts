// A policy as every sender's parser takes it (RFC 8461 3.2).
import type { Policy } from '../../model/config.ts';

/** CRLF throughout and once at the end, version first, no blank line, each key but mx once. */
export function formatPolicy({ mode, mx, maxAgeSeconds }: Policy): string {
  const lines = ['version: STSv1', `mode: ${mode}`, ...mx.map((host) => `mx: ${host}`), `max_age: ${maxAgeSeconds}`];
  return lines.map((line) => `${line}\r\n`).join('');
}
