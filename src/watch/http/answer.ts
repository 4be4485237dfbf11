// What a request gets: a pure function of its method, path, Host and the snapshot.
import { isIP } from 'node:net';
import type { Snapshot } from '../../model/watch.ts';
import { domainsJson } from '../api.ts';
import { healthOf } from '../health.ts';
import { METRICS_TYPE, metricsText } from '../metrics.ts';
import { domainPage } from '../page/domain-page.ts';
import { CONTENT_SECURITY_POLICY } from '../page/layout.ts';
import { statusPage } from '../page/status-page.ts';

export interface Asked {
  readonly method: string;
  /** As sent: path and query. */
  readonly target: string;
  /** Null for none. */
  readonly host: string | null;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const TEXT = 'text/plain; charset=utf-8';
const PAGE = 'text/html; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';

/** On every answer: nothing is kept, framed, guessed at or read by another site. */
const COMMON: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

export function answerTo({ method, target, host }: Asked, snapshot: () => Snapshot): Answer {
  if (method !== 'GET' && method !== 'HEAD') return answer(405, TEXT, 'only GET and HEAD\n', { Allow: 'GET, HEAD' });
  if (!isOurHost(host)) return answer(421, TEXT, 'ask by address, or as localhost\n');
  return route(target.split('?', 1)[0] ?? '', snapshot);
}

/**
 * A name that somebody else owns may come to point here (DNS rebinding): their page could then read ours.
 * No name but "localhost" is taken (RFC 6761 6.3), and an address can't be made to point anywhere.
 */
function isOurHost(host: string | null): boolean {
  const [, bracketed, plain] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d{1,5})?$/.exec(host ?? '') ?? [];
  return bracketed !== undefined ? isIP(bracketed) === 6 : plain !== undefined && (isIP(plain) === 4 || plain.toLowerCase() === 'localhost');
}

function route(path: string, snapshot: () => Snapshot): Answer {
  switch (path) {
    case '/':
      return answer(200, PAGE, statusPage(snapshot()));
    case '/metrics':
      return answer(200, METRICS_TYPE, metricsText(snapshot()));
    case '/api/v1/domains':
      return answer(200, JSON_TYPE, domainsJson(snapshot()));
    case '/healthz': {
      const { isWell, text } = healthOf(snapshot());
      return answer(isWell ? 200 : 503, TEXT, `${text}\n`);
    }
    default:
      return domainOf(path, snapshot) ?? answer(404, TEXT, 'there is /, /domains/NAME, /metrics, /healthz and /api/v1/domains\n');
  }
}

function domainOf(path: string, snapshot: () => Snapshot): Answer | null {
  const name = /^\/domains\/([a-z0-9.-]{1,253})$/.exec(path)?.[1];
  if (name === undefined) return null;
  const whole = snapshot();
  const state = whole.domains.find(({ domain }) => domain === name);
  return state === undefined ? null : answer(200, PAGE, domainPage(state, whole));
}

function answer(status: number, type: string, body: string, more: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { ...COMMON, 'Content-Type': type, ...more }, body };
}
