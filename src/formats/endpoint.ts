// An address and port as they are written together.

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** "203.0.113.1:443", "[2001:db8::1]:443" (RFC 3986 3.2.2). */
export function formatEndpoint({ address, port }: Endpoint): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
