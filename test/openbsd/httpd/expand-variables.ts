// Variables in `block return` and `request rewrite` (httpd.conf(5)).
import type { Exchange } from './exchange.ts';
import { encodePath } from './request-path.ts';

/** Null: a %1 beyond what the location matched. */
export function expandVariables(text: string, exchange: Exchange): string | null {
  const matched = expandCaptures(text, exchange.chosen.captures);
  if (matched === null) return null;
  let expanded = matched;
  // One after the other, as httpd does: a value that holds a later variable is expanded once more.
  for (const [name, value] of variables(exchange)) {
    if (text.includes(name)) expanded = expanded.replaceAll(name, () => value);
  }
  return expanded;
}

function expandCaptures(text: string, captures: readonly string[]): string | null {
  if (captures.length === 0) return text;
  let isGood = true;
  const expanded = text.replace(/%([0-9]+)/g, (_, number: string) => {
    const value = captures[Number(number)];
    isGood &&= value !== undefined;
    return encodePath(value ?? '');
  });
  return isGood ? expanded : null;
}

function variables({ path, request, httpHost, ends, site, host }: Exchange): [string, string][] {
  const query = request.query ?? '';
  return [
    ['$DOCUMENT_URI', encodePath(path)],
    ['$QUERY_STRING_ENC', encodePath(query)],
    ['$QUERY_STRING', query],
    ['$HTTP_HOST', encodePath(httpHost)],
    ['$REMOTE_ADDR', ends.remoteAddress],
    ['$REMOTE_PORT', String(ends.remotePort)],
    // Nobody is ever logged in here: see answer.ts, authenticate.
    ['$REMOTE_USER', ''],
    ['$REQUEST_URI', encodePath(path) + (request.query === null ? '' : `?${query}`)],
    ['$REQUEST_SCHEME', site.tls ? 'https' : 'http'],
    ['$SERVER_ADDR', site.address],
    ['$SERVER_PORT', String(site.port)],
    ['$SERVER_NAME', encodePath(host.name.name)],
  ];
}
