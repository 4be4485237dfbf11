// A string as httpd.conf(5) and acme-client.conf(5) take it between quotes.

/** httpd and acme-client cut no string short: a longer one is an error (httpd-grammar.md part 1). */
const MAX_STRING = 8094;

/** Throws for what no quoting can carry: quotes, backslashes, which the lexer keeps or drops by what follows, and control characters. */
export function quoteString(value: unknown): string {
  if (typeof value !== 'string') throw new Error(`quote takes a text, not ${value === null ? 'null' : typeof value}`);
  if (/["\\\u0000-\u001F\u007F]/.test(value)) throw new Error(`quote can't write ${JSON.stringify(value)} between quotes`);
  if (value.length > MAX_STRING) throw new Error(`quote can't write more than ${MAX_STRING} characters`);
  return `"${value}"`;
}

/** A word of httpd.conf where it is one whatever the release's keywords, else quoted: no keyword holds a dot or colon. */
export function wordOrString(value: string): string {
  const isWord = value === '*' || /^[A-Za-z0-9:][A-Za-z0-9:.-]*[:.][A-Za-z0-9:.-]*$/.test(value);
  return isWord ? value : quoteString(value);
}
