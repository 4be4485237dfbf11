// A host on which nothing is set up yet, for plans that are made to be looked at.
import type { Facts, FileFact } from '../model/facts.ts';
import { ACME_CLIENT, CRONTAB, HTTPD, RCCTL } from '../model/base-system.ts';

const DIRECTORIES = ['/etc', '/var', '/etc/acme', '/etc/ssl', '/etc/ssl/private', '/var/www', '/var/www/acme', '/var/db'];
const DIRECTORY: FileFact = { stat: { kind: 'directory', mode: 0o755, uid: 0, gid: 0, size: 0 }, content: null };

/** `agent` as of a host with stsctl (argv) or without (null): the renewal line differs. */
export function blankFacts(agent: readonly string[] | null): Facts {
  return {
    host: 'an empty host',
    root: '',
    uid: 0,
    files: new Map(DIRECTORIES.map((path) => [path, DIRECTORY])),
    programs: new Set([HTTPD, ACME_CLIENT, RCCTL, CRONTAB]),
    httpd: { enabled: true, running: true },
    crontab: null,
    addresses: ['127.0.0.1'],
    resolved: new Map(),
    publicKeys: new Map(),
    linkedKeys: new Set(),
    system: 'OpenBSD',
    agent,
    reach: null,
    clockAheadMs: 0,
  };
}
