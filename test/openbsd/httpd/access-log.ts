// Lines of /var/www/logs/access.log (httpd.conf(5) log style common and combined).
import { appendFileSync } from 'node:fs';
import type { HttpdConf } from '../../../src/model/httpd-conf.ts';
import type { Answer } from './answer.ts';
import type { Ends } from './exchange.ts';
import type { Reply } from './reply.ts';
import type { Refusal, Request } from './request.ts';
import { cleanPath, decodePath, encodePath } from './request-path.ts';
import { under } from './world.ts';

export interface Access {
  readonly ends: Ends;
  readonly read: Request | Refusal;
  readonly answered: Answer;
}

export function logAccess(root: string, { logdir }: HttpdConf, { ends, read, answered }: Access): void {
  if (answered === 'drop' || !answered.log.on || answered.log.syslog) return;
  try {
    appendFileSync(under(root, `${logdir}/${answered.log.access}`), accessLine(ends, read, answered), 'latin1');
  } catch {
    // A log that can't be written stops no answer.
  }
}

function accessLine({ remoteAddress }: Ends, read: Request | Refusal, { status, bodyLength, name, log: { style } }: Reply): string {
  const request = 'refused' in read ? (read.method ?? '<UNKNOWN>') : requestLine(read);
  const isCombined = style === 'combined' || style === 'forwarded';
  const combined = isCombined ? ` "${header(read, 'referer')}" "${header(read, 'user-agent')}"` : '';
  return `${name} ${remoteAddress} - - [${logDate(new Date())}] "${request}" ${status} ${bodyLength}${combined}\n`;
}

function header(read: Request | Refusal, name: string): string {
  return 'refused' in read ? '' : (read.headers.get(name) ?? '').replace(/[\x00-\x1f"\x7f-\xff]/g, '?');
}

function requestLine({ method, target, query, version }: Request): string {
  const path = encodePath(cleanPath(decodePath(target) ?? '') ?? target);
  return `${method} ${path}${query === null ? '' : `?${query}`} ${version}`;
}

/** In UTC, whatever the machine's zone. */
function logDate(date: Date): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(date.toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}
