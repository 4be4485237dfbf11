// Looks at a mail host as a sender does, and leaves: EHLO, STARTTLS, EHLO's answer's certificate, QUIT (RFC 8461 4.2, RFC 3207).
import { isIP } from 'node:net';
import type { X509Certificate } from 'node:crypto';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Endpoint } from '../../formats/endpoint.ts';
import { trusting } from '../tls-trust.ts';
import { tlsWords } from '../tls-words.ts';
import { ReplyReader, type Reply } from './smtp-lines.ts';

export interface ProbeTarget {
  /** Name in the MX record: sent as SNI (RFC 8461 7.1). */
  readonly host: string;
  readonly endpoint: Endpoint;
  readonly ca: readonly string[] | undefined;
  /** Until the greeting, and of the whole visit. */
  readonly timeoutMs: number;
  /** What EHLO says. */
  readonly helo: string;
}

export type Probed =
  | { readonly kind: 'unreachable'; readonly word: string }
  | { readonly kind: 'slow'; readonly stage: string }
  | { readonly kind: 'refused'; readonly reply: string }
  | { readonly kind: 'no-starttls' }
  | { readonly kind: 'tls'; readonly why: string }
  | { readonly kind: 'secure'; readonly protocol: string; readonly untrusted: string | null; readonly certificate: X509Certificate | null };

/** RFC 5321 4.5.3.2 has minutes, for mail that must not be lost; a visitor gives up sooner. */
const CONNECT_MS = 10_000;

/** Never throws. */
export function probeMx(target: ProbeTarget): Promise<Probed> {
  return new Promise((resolve) => {
    const socket = connectTcp({ host: target.endpoint.address, port: target.endpoint.port });
    let stage = 'connection';
    let isOver = false;
    const end = (probed: Probed) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      clearTimeout(early);
      resolve(probed);
      // A moment for the goodbye, whatever it meets.
      socket.on('error', () => undefined);
      setTimeout(() => socket.destroy(), 200).unref();
    };
    const timer = setTimeout(() => end({ kind: 'slow', stage }), target.timeoutMs);
    socket.on('error', (error: NodeJS.ErrnoException) => end(stage === 'connection' ? { kind: 'unreachable', word: error.code ?? error.message } : { kind: 'refused', reply: `${error.code ?? error.message} after the ${stage}` }));
    socket.on('close', () => end({ kind: 'refused', reply: `closed after the ${stage}` }));
    const early = setTimeout(() => stage === 'connection' && end({ kind: 'unreachable', word: 'ETIMEDOUT' }), Math.min(CONNECT_MS, target.timeoutMs));
    socket.on('connect', () => (stage = 'greeting'));
    converse(socket, target, end, (next) => (stage = next));
  });
}

type End = (probed: Probed) => void;

function converse(socket: Socket, target: ProbeTarget, end: End, at: (stage: string) => void): void {
  const say = (line: string) => void socket.write(`${line}\r\n`);
  const leave = (probed: Probed) => {
    say('QUIT');
    end(probed);
  };
  let step = greeting;
  const reader = new ReplyReader((reply) => {
    if (reply === 'unreadable') return end({ kind: 'refused', reply: 'what it says is no SMTP' });
    step(reply);
  });
  socket.on('data', (chunk: Buffer) => reader.push(chunk));

  function greeting(reply: Reply): void {
    if (reply.code !== 220) return leave({ kind: 'refused', reply: textOf(reply) });
    at('EHLO');
    step = hello;
    say(`EHLO ${heloFor(target.helo, socket)}`);
  }
  function hello(reply: Reply): void {
    if (reply.code !== 250) return leave({ kind: 'refused', reply: textOf(reply) });
    if (!reply.lines.slice(1).some((line) => /^starttls\s*$/i.test(line))) return leave({ kind: 'no-starttls' });
    at('STARTTLS');
    step = starttls;
    say('STARTTLS');
  }
  function starttls(reply: Reply): void {
    if (reply.code !== 220) return leave({ kind: 'tls', why: `STARTTLS is answered with ${textOf(reply)}` });
    for (const event of ['data', 'error', 'close']) socket.removeAllListeners(event);
    secure(socket, target, end);
  }
}

function secure(socket: Socket, { host, ca }: ProbeTarget, end: End): void {
  // The chain and the name are judged elsewhere, so that every fault is named.
  const tls = connectTls({ socket, servername: host, rejectUnauthorized: false, checkServerIdentity: () => undefined, secureContext: trusting(ca) });
  tls.on('error', (error: NodeJS.ErrnoException) => end({ kind: 'tls', why: tlsWords(error) }));
  tls.on('close', () => end({ kind: 'tls', why: 'closed in the middle of the handshake' }));
  tls.on('secureConnect', () => {
    const certificate = tls.getPeerX509Certificate() ?? null;
    const untrusted = tls.authorized ? null : String((tls.authorizationError as Error | null)?.message ?? tls.authorizationError);
    tls.end('QUIT\r\n');
    end({ kind: 'secure', protocol: tls.getProtocol() ?? 'unknown', untrusted, certificate });
  });
}

/** RFC 5321 4.1.3: the address where this machine has no name. */
function heloFor(helo: string, socket: Socket): string {
  if (helo !== '') return helo;
  const address = socket.localAddress ?? '127.0.0.1';
  return isIP(address) === 6 ? `[IPv6:${address}]` : `[${address}]`;
}

function textOf({ code, lines }: Reply): string {
  return `${code} ${lines.at(-1) ?? ''}`.trim();
}
