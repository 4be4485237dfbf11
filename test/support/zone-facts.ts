// Facts about a zone file, as a host would give them.
import type { ZoneFacts } from '../../src/model/zone-facts.ts';
import { NSD_CHECKZONE, NSD_CONTROL } from '../../src/model/base-system.ts';

export const ZONE_FILE = '/var/nsd/zones/master/example.com.zone';

export function zoneFacts(content: string, more: Partial<ZoneFacts> = {}): ZoneFacts {
  return {
    host: 'mx1',
    root: '',
    uid: 0,
    file: ZONE_FILE,
    stat: { kind: 'file', mode: 0o644, uid: 0, gid: 0, size: content.length },
    content,
    hasSigned: false,
    configured: new Map([['example.com', ZONE_FILE], ['com', null]]),
    programs: new Set([NSD_CHECKZONE, NSD_CONTROL]),
    wasInterrupted: false,
    ...more,
  };
}
