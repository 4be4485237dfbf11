// Which server blocks of a configuration are ours, which are foreign, and which foreign ones are known and kept.
import type { Bytes } from '../model/bytes.ts';
import type { HttpdConf, Range, Server } from '../model/httpd-conf.ts';
import { leadingComment } from '../formats/bsd-conf/leading-comment.ts';
import { parseMarker, type Marker, type Role } from './marker.ts';

/** A block of ours with its marker comment. */
export interface OurBlock {
  readonly role: Role;
  readonly policyHost: string;
  readonly server: Server;
  /** From the marker's "#" to the closing brace. */
  readonly range: Range;
  /** Whole lines of comment that somebody put between marker and block. */
  readonly comment: Bytes;
}

export interface Blocks {
  readonly ours: readonly OurBlock[];
  /** Servers that stsctl did not write, in file order. */
  readonly foreign: readonly Server[];
  /** Policy hosts that a foreign server is marked to be kept for. */
  readonly adopted: ReadonlyMap<Server, ReadonlySet<string>>;
}

/** Ours means: in the top file, our marker directly above, and the name the marker tells. */
export function findBlocks(file: string, text: Bytes, conf: HttpdConf): Blocks {
  const ours: OurBlock[] = [];
  const foreign: Server[] = [];
  const adopted = new Map<Server, ReadonlySet<string>>();
  for (const server of conf.servers) {
    const markers = server.file === file ? markersAbove(text, server) : [];
    const block = ourBlock(text, markers[0], server);
    if (block !== null) {
      ours.push(block);
      continue;
    }
    foreign.push(server);
    const hosts = markers.flatMap(({ marker }) => (marker.kind === 'adopted' ? [marker.policyHost] : []));
    if (hosts.length > 0) adopted.set(server, new Set(hosts));
  }
  return { ours, foreign, adopted };
}

interface PlacedMarker extends Range {
  readonly marker: Marker;
}

/** Markers in the comment directly above a block, the nearest first. */
function markersAbove(text: Bytes, server: Server): PlacedMarker[] {
  const comment = leadingComment(text, server.range);
  if (comment === null) return [];
  const found: PlacedMarker[] = [];
  let end = comment.end;
  while (end > comment.start) {
    const start = Math.max(comment.start, text.lastIndexOf('\n', end - 1) + 1);
    const marker = parseMarker(text.slice(start, end));
    if (marker !== null) found.push({ marker, start, end });
    end = start - 1;
  }
  return found;
}

function ourBlock(text: Bytes, nearest: PlacedMarker | undefined, server: Server): OurBlock | null {
  if (nearest === undefined || nearest.marker.kind === 'adopted') return null;
  const { kind, policyHost } = nearest.marker;
  if (policyHost !== server.name) return null;
  const comment = text.slice(nearest.end + 1, text.lastIndexOf('\n', server.range.start) + 1);
  return { role: kind, policyHost, server, range: { start: nearest.start, end: server.range.end }, comment };
}
