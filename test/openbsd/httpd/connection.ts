// One client: reads requests from it, writes the answers, ends where httpd(8) would.
import type { Duplex } from 'node:stream';
import { answer, type Answer } from './answer.ts';
import type { Ends, Loaded } from './exchange.ts';
import { RequestReader } from './request-reader.ts';
import type { Refusal, Request } from './request.ts';
import type { Site } from './sites.ts';

/** Clients that do not close their side are cut off. */
const LINGER_MS = 2000;

export type Told = (read: Request | Refusal, answered: Answer) => void;

export interface Serves {
  readonly site: Site;
  readonly ends: Ends;
  readonly loaded: Loaded;
  /** Told of every answer, for the access log. */
  readonly told: Told;
}

export function serveConnection(stream: Duplex, { site, ends, loaded, told }: Serves): void {
  const reader = new RequestReader();
  let count = 0;
  let isOver = false;
  const next = (): void => {
    const read = isOver ? null : reader.next();
    if (read === null) return;
    count += 1;
    const answered = answer(read, site, ends, loaded, count);
    told(read, answered);
    isOver = answered === 'drop' || answered.isLast;
    send(stream, answered);
    next();
  };
  stream.on('error', () => stream.destroy());
  stream.on('data', (chunk: Buffer) => {
    if (isOver) return;
    reader.push(chunk);
    next();
  });
}

function send(stream: Duplex, answered: Answer): void {
  if (answered === 'drop') stream.destroy();
  else if (!answered.isLast) stream.write(answered.bytes);
  else {
    stream.end(answered.bytes);
    setTimeout(() => stream.destroy(), LINGER_MS).unref();
  }
}
