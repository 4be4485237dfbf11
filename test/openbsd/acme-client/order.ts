// One order: authorizations, challenges, finalize, download (RFC 8555 7.4).
import { warn, Trouble, type Io } from './io.ts';
import type { AcmeSession } from './acme-session.ts';
import { writeToken } from './challenge-file.ts';

interface Order {
  readonly status: string;
  readonly authorizations: readonly string[];
  readonly finalize: string;
  readonly certificate?: string;
}

interface Challenge {
  readonly type: string;
  readonly url: string;
  readonly token: string;
  readonly status: string;
  readonly error?: { readonly detail?: string };
}

interface Authorization {
  readonly status: string;
  readonly challenges: readonly Challenge[];
}

export interface OrderOptions {
  readonly names: readonly string[];
  /** DER. */
  readonly request: Buffer;
  /** Real path and the name the configuration has. */
  readonly challengeDirectory: { readonly path: string; readonly name: string };
  readonly tell: (line: string) => void;
}

/** As acme-client numbers them. */
const STATUS: Readonly<Record<string, number>> = { pending: 0, ready: 1, processing: 2, valid: 3, invalid: -1 };

/** The chain in PEM, leaf first. */
export async function placeOrder(session: AcmeSession, options: OrderOptions, io: Io): Promise<string> {
  const { location, body } = await session.post(session.urlOf('newOrder'), { identifiers: options.names.map((value) => ({ type: 'dns', value })) });
  const order = JSON.parse(body) as Order;
  const cleanUps: (() => void)[] = [];
  try {
    for (const url of order.authorizations) cleanUps.push(await answer(session, url, options));
    for (const url of order.authorizations) await untilValid(session, url, io);
  } finally {
    for (const cleanUp of cleanUps) cleanUp();
  }
  return finalize(session, location, order, options);
}

async function answer(session: AcmeSession, url: string, { challengeDirectory, tell }: OrderOptions): Promise<() => void> {
  tell(`dochngreq: ${url}`);
  const authorization = JSON.parse((await session.post(url, '')).body) as Authorization;
  const challenge = authorization.challenges.find(({ type }) => type === 'http-01');
  if (authorization.status === 'valid' || challenge === undefined) return () => undefined;
  tell(`challenge, token: ${challenge.token}, uri: ${challenge.url}, status: ${STATUS[challenge.status] ?? 0}`);
  const cleanUp = writeToken(challengeDirectory.path, challenge.token, session.keyAuthorization(challenge.token));
  tell(`${challengeDirectory.name}/${challenge.token}: created`);
  tell(`${challenge.url}: challenge`);
  await session.post(challenge.url, {}).catch((error: unknown) => {
    cleanUp();
    throw error;
  });
  return cleanUp;
}

async function untilValid(session: AcmeSession, url: string, io: Io): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const authorization = JSON.parse((await session.post(url, '')).body) as Authorization;
    if (authorization.status === 'valid') return;
    if (authorization.status === 'invalid') {
      const detail = authorization.challenges.find(({ error }) => error !== undefined)?.error?.detail;
      warn(io, detail?.replaceAll('"', '\\\\"') ?? 'challenge failed');
      throw new Trouble();
    }
    await pause();
  }
  throw new Trouble('challenge timed out');
}

async function finalize(session: AcmeSession, location: string, order: Order, { request, tell }: OrderOptions): Promise<string> {
  tell('order.status 1');
  tell(`${order.finalize}: certificate`);
  await session.post(order.finalize, { csr: request.toString('base64url') });
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const { status, certificate } = JSON.parse((await session.post(location, '')).body) as Order;
    if (status === 'valid' && certificate !== undefined) {
      tell('order.status 3');
      tell(`${certificate}: certificate`);
      return (await session.post(certificate, '')).body;
    }
    if (status === 'invalid') throw new Trouble('order.status -1');
    await pause();
  }
  throw new Trouble('order timed out');
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 100));
}
