// One request on its way to an answer: who asked, what was chosen for it so far.
import type { HttpdConf } from '../../../src/model/httpd-conf.ts';
import type { Chosen } from './choose-location.ts';
import type { Request } from './request.ts';
import type { Host, Site } from './sites.ts';

/** The two ends of the connection. */
export interface Ends {
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** Where the request came in, as the configuration would say it. */
  readonly address: string;
  /** The port it really came in on. */
  readonly realPort: number;
}

/** What all requests are answered from. */
export interface Loaded {
  readonly conf: HttpdConf;
  /** The chroot as a folder on this machine. */
  readonly chroot: string;
}

export interface Exchange extends Loaded {
  readonly site: Site;
  readonly ends: Ends;
  readonly request: Request;
  readonly host: Host;
  /** $HTTP_HOST. */
  readonly httpHost: string;
  /** Decoded and cleaned. */
  readonly path: string;
  /** The path that counts for files once a rewrite or an index has changed it. */
  readonly alias: string | null;
  readonly chosen: Chosen;
  readonly isLast: boolean;
}
