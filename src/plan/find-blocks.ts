// Which server blocks of a configuration are ours, and which foreign ones bear the name of a policy host.
import type { Bytes } from '../model/bytes.ts';
import type { HttpdConf, Range, Server } from '../model/httpd-conf.ts';
import { leadingComment } from '../formats/bsd-conf/leading-comment.ts';
import { parseMarker, type Role } from './marker.ts';

/** A block of ours with its marker comment. */
export interface OurBlock {
  readonly role: Role;
  readonly policyHost: string;
  readonly server: Server;
  /** From the marker's "#" to the closing brace. */
  readonly range: Range;
}

export interface Blocks {
  readonly ours: readonly OurBlock[];
  /** Servers without our marker, in file order. */
  readonly foreign: readonly Server[];
}

/** Ours means: in the top file, our marker directly above, and the name the marker tells. */
export function findBlocks(file: string, text: Bytes, conf: HttpdConf): Blocks {
  const ours: OurBlock[] = [];
  const foreign: Server[] = [];
  for (const server of conf.servers) {
    const block = server.file === file ? ourBlock(text, server) : null;
    if (block === null) foreign.push(server);
    else ours.push(block);
  }
  return { ours, foreign };
}

function ourBlock(text: Bytes, server: Server): OurBlock | null {
  const comment = leadingComment(text, server.range);
  if (comment === null) return null;
  const start = text.lastIndexOf('\n', comment.end - 1) + 1;
  const marker = parseMarker(text.slice(start, comment.end));
  if (marker === null || marker.policyHost !== server.name) return null;
  return { ...marker, server, range: { start, end: server.range.end } };
}
