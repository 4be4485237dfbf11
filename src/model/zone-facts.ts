// What the host says of a zone file before it is edited.
import type { Bytes } from './bytes.ts';
import type { FileStat } from './host.ts';

export interface ZoneFacts {
  /** For messages. */
  readonly host: string;
  readonly root: string;
  readonly uid: number;
  /** Absolute path of the zone file. */
  readonly file: string;
  readonly stat: FileStat;
  readonly content: Bytes;
  /** A file of that name with ".signed" behind it is there. */
  readonly hasSigned: boolean;
  /** By name, the absolute path of the file that nsd.conf(5) gives the zone; null for no such zone. Null where nobody can tell. */
  readonly configured: ReadonlyMap<string, string | null> | null;
  /** Absolute paths of base programs that are there. */
  readonly programs: ReadonlySet<string>;
  /** A run was killed: nsd may not have read what it wrote. */
  readonly wasInterrupted: boolean;
}
