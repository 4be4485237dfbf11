// Whether an MX host is one of a policy (RFC 8461 4.1).

/** `*.` stands for exactly one left-most label; case doesn't count, nor does a final dot of the host. */
export function matchesMx(pattern: string, host: string): boolean {
  const wanted = pattern.toLowerCase();
  const name = host.toLowerCase().replace(/\.$/, '');
  if (!wanted.startsWith('*.')) return wanted === name;
  const dot = name.indexOf('.');
  return dot > 0 && name.slice(dot) === wanted.slice(1);
}
