// What went wrong with TLS, in few words.

const OLD = /unsupported protocol|protocol version|no protocols available/i;

/** OpenSSL's line is long; its reason is what matters. */
export function tlsWords(error: NodeJS.ErrnoException): string {
  const { reason } = error as { reason?: unknown };
  const words = typeof reason === 'string' ? reason : error.message;
  // RFC 8461 7.2: TLS 1.2 or later.
  return OLD.test(words) ? `${words}: it offers nothing newer than TLS 1.1` : words;
}
