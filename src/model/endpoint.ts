// An address and port, and how they are written.
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** "203.0.113.1:443", "[2001:db8::1]:443". */
export function endpointText({ address, port }: Endpoint): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
