// Where our servers listen: on every address the file already listens on for the port, then on "*".
import type { Server } from '../model/httpd-conf.ts';
import { specificListens } from '../formats/httpd-conf/answering-server.ts';

export interface OurListen {
  readonly address: string;
  readonly resolved: readonly string[];
}

export interface OurListens {
  readonly listens: readonly OurListen[];
  readonly notes: readonly string[];
}

/** `foreign` are the servers that are not ours. Specific addresses come first: httpd accepts no other order. */
export function ourListens(foreign: readonly Server[], port: number, tls: boolean): OurListens {
  const taken = new Set<string>();
  const listens: OurListen[] = [];
  const notes: string[] = [];
  for (const [address, { resolved, tls: itsTls }] of specificListens(foreign, port)) {
    if (itsTls !== tls) notes.push(`${address} port ${port} speaks ${itsTls ? 'TLS' : 'plain HTTP'}: our servers can't listen there`);
    else if (resolved.some((each) => taken.has(each))) continue;
    else listens.push({ address, resolved });
    for (const each of resolved) taken.add(each);
  }
  return { listens: [...listens, { address: '*', resolved: ['0.0.0.0', '::'] }], notes };
}
