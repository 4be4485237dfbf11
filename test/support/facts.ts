// Facts of a host, literally: for plans without a host.
import type { Facts, FileFact } from '../../src/model/facts.ts';

const PROGRAMS = ['/usr/sbin/httpd', '/usr/sbin/acme-client', '/usr/sbin/rcctl', '/usr/bin/crontab'];
const DIRECTORIES = ['/etc', '/var', '/etc/acme', '/etc/ssl', '/etc/ssl/private', '/var/www', '/var/www/acme', '/var/db'];

export interface FactsChange {
  /** Content by path; null for a file that is only known to be there. */
  readonly files?: Readonly<Record<string, string | null>>;
  readonly facts?: Partial<Facts>;
}

export function factsOf({ files = {}, facts = {} }: FactsChange = {}): Facts {
  const all = new Map<string, FileFact>(DIRECTORIES.map((path) => [path, { stat: { kind: 'directory', mode: 0o755, uid: 0, gid: 0, size: 0 }, content: null }]));
  for (const [path, content] of Object.entries(files)) {
    all.set(path, { stat: { kind: 'file', mode: path.startsWith('/etc/ssl/private/') ? 0o400 : 0o644, uid: 0, gid: 0, size: content?.length ?? 0 }, content });
  }
  return {
    host: 'mx1',
    root: '',
    system: 'OpenBSD',
    uid: 0,
    files: all,
    programs: new Set(PROGRAMS),
    httpd: { enabled: true, running: true },
    crontab: null,
    addresses: ['127.0.0.1', '203.0.113.1'],
    resolved: new Map(),
    publicKeys: new Map(),
    linkedKeys: new Set(),
    agent: null,
    reach: null,
    clockAheadMs: 0,
    ...facts,
  };
}
