// The edits that put our blocks into httpd.conf: replaced in place, moved before what shadows them, or appended.
import type { Bytes } from '../model/bytes.ts';
import type { HttpdConf, Range, Server } from '../model/httpd-conf.ts';
import { AnsweringServers } from '../formats/httpd-conf/answering-server.ts';
import { appendBlock, insertBefore, type Edit } from '../formats/bsd-conf/edit.ts';
import type { OurBlock } from './find-blocks.ts';
import { type Role } from './marker.ts';
import { PORT, type ServerContext } from './render-servers.ts';

/** One block as it should be. */
export interface WantedBlock {
  readonly role: Role;
  readonly policyHost: string;
  /** Marker and block, no final newline. */
  readonly text: string;
  /** The block of ours that is there now. */
  readonly existing: OurBlock | null;
  /** Foreign blocks it takes the place of (--adopt). */
  readonly adopted: readonly Server[];
}

export interface Placement {
  readonly edits: readonly Edit[];
  readonly notes: readonly string[];
  /** Policy hosts whose blocks go elsewhere than they are. */
  readonly moved: readonly string[];
}

/** Where each wanted block goes. Nothing outside the edits changes. */
export function editServers(text: Bytes, conf: HttpdConf, wanted: readonly WantedBlock[], gone: Gone, context: ServerContext): Placement {
  const answering = new AnsweringServers(conf);
  const sorted = new SortedBlocks(gone.adopted);
  for (const block of wanted) sorted.add(block, shadowOf(block, answering, gone, context));
  return { edits: sorted.edits(text), notes: sorted.notes, moved: sorted.moved };
}

/** Servers that will not be there as they are: ours, and those ours take the place of. */
export interface Gone {
  readonly ours: ReadonlySet<Server>;
  readonly adopted: ReadonlySet<Server>;
}

/** The blocks by where they go. */
class SortedBlocks {
  readonly notes: string[] = [];
  readonly moved: string[] = [];
  readonly #edited: Edit[] = [];
  readonly #removed: Range[] = [];
  readonly #appended: string[] = [];
  readonly #before = new Map<Server, string[]>();
  readonly #insteadOf: Map<Server, string[]>;

  constructor(adopted: ReadonlySet<Server>) {
    this.#insteadOf = new Map([...adopted].map((server) => [server, []]));
  }

  add(block: WantedBlock, shadow: Server | null): void {
    const old = block.existing?.range ?? null;
    if (old !== null && shadow === null) return void this.#edited.push({ ...old, content: block.text });
    if (old !== null) {
      this.#removed.push(old);
      this.moved.push(block.policyHost);
    }
    if (shadow !== null) return this.#addBefore(shadow, block);
    const instead = adoptedFor(block);
    if (instead === null) this.#appended.push(block.text);
    else this.#insteadOf.get(instead)?.push(block.text);
  }

  #addBefore(shadow: Server, block: WantedBlock): void {
    this.#before.set(shadow, [...(this.#before.get(shadow) ?? []), block.text]);
    const where = `server "${shadow.name}" (${shadow.file}:${shadow.line})`;
    this.notes.push(`the ${block.role} server of ${block.policyHost} goes before ${where}, which answers for that name too`);
  }

  edits(text: Bytes): Edit[] {
    const edits = [...this.#edited, ...this.#removed.map((range) => removal(text, range))];
    for (const [server, texts] of this.#insteadOf) {
      edits.push(texts.length === 0 ? removal(text, server.range) : { ...server.range, content: texts.join('\n\n') });
    }
    for (const [server, texts] of this.#before) edits.push(insertBefore(text, server.range, texts.join('\n\n')));
    return this.#appended.length === 0 ? edits : [...edits, appendBlock(text, this.#appended.join('\n\n'))];
  }
}

/** The foreign block whose place this one takes: the one on the same port, else the first. */
function adoptedFor({ adopted, role }: WantedBlock): Server | null {
  const same = adopted.find(({ listens }) => listens.some(({ port }) => port === PORT[role]));
  return same ?? adopted[0] ?? null;
}

/** The first foreign server that would be asked instead of ours, on any of our sockets. */
function shadowOf(block: WantedBlock, answering: AnsweringServers, gone: Gone, context: ServerContext): Server | null {
  const at = block.existing?.server.range.start ?? Number.POSITIVE_INFINITY;
  const shadows = context[block.role]
    .flatMap(({ resolved }) => resolved)
    .flatMap((address) => answering.of(address, PORT[block.role], block.policyHost))
    .filter((server) => !gone.ours.has(server) && !gone.adopted.has(server) && server.range.start < at);
  return shadows.reduce<Server | null>((first, each) => (first === null || each.range.start < first.range.start ? each : first), null);
}

/** With the newline that ends it and a blank line that set it apart. */
function removal(text: Bytes, { start, end }: Range): Edit {
  let stop = end;
  for (let count = 0; count < 2 && text[stop] === '\n'; count += 1) stop += 1;
  return { start, end: stop, content: '' };
}
