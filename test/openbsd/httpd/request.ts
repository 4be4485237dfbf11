// A request as httpd(8) has read it, and what makes it refuse one while reading.

export interface Request {
  readonly method: string;
  /** As sent, without the query. */
  readonly target: string;
  readonly query: string | null;
  readonly version: 'HTTP/1.1' | 'HTTP/1.0' | 'HTTP/0.9';
  /** Lower-case name to value; of several equal names the first counts. */
  readonly headers: ReadonlyMap<string, string>;
  readonly contentLength: number;
}

/** The request never comes to a server: the answer is that status, and the connection ends. */
export interface Refusal {
  readonly refused: number;
  readonly method: string | null;
}

/** Any other word is no request at all (400); those httpd knows but does not serve are 405. */
export const METHODS: ReadonlySet<string> = new Set([
  'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT', 'PROPFIND', 'PROPPATCH', 'MKCOL', 'COPY', 'MOVE', 'LOCK',
  'UNLOCK', 'VERSION-CONTROL', 'REPORT', 'CHECKOUT', 'CHECKIN', 'UNCHECKOUT', 'MKWORKSPACE', 'UPDATE', 'LABEL', 'MERGE',
  'BASELINE-CONTROL', 'MKACTIVITY', 'ORDERPATCH', 'ACL', 'MKREDIRECTREF', 'UPDATEREDIRECTREF', 'SEARCH', 'PATCH',
]);
