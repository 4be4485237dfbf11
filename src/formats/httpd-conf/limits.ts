// The longest texts httpd(8) takes, in bytes (FACTS 1, Meaning checks: Limits).

export const LONGEST = {
  name: 255,
  location: 254,
  path: 1023,
  errdocs: 1014,
  realm: 254,
  fastcgiParam: 510,
  fastcgiSocket: 103,
  tls: 510,
  mediaType: 63,
  extension: 127,
} as const;

export const MOST_PREFORKED = 32;
export const MOST_ADDRESSES = 16;
export const LARGEST_BACKLOG = 1024;
export const LARGEST_INT = 2147483647;
export const LARGEST_PORT = 65535;
export const SHORTEST_TICKET = 60;
export const LONGEST_TICKET = 86400;
