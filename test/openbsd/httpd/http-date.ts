// Dates in HTTP headers (RFC 9110 5.6.7, IMF-fixdate).

export function formatHttpDate(date: Date): string {
  return date.toUTCString();
}

/** Milliseconds; null for every other format, as httpd(8) takes no other. */
export function parseHttpDate(text: string): number | null {
  if (!/^[A-Z][a-z]{2}, [ 0-9]?[0-9] [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT$/.test(text)) return null;
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? null : milliseconds;
}
