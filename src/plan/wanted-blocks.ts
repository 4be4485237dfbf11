// The blocks a configuration should have: rendered, in the file's own layout, less those that a kept server makes needless.
import type { Bytes } from '../model/bytes.ts';
import type { Desired } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { applyEdits } from '../formats/bsd-conf/edit.ts';
import { isSameButForLayout, layOut, sniffLayout, type Layout } from '../formats/bsd-conf/layout.ts';
import type { Adoption } from './adoption.ts';
import type { CertificatePaths } from './certificate-paths.ts';
import type { WantedBlock } from './edit-servers.ts';
import type { Blocks, OurBlock } from './find-blocks.ts';
import { ROLES, type Role } from './marker.ts';
import type { ReadHttpdConf } from './read-httpd-conf.ts';
import { renderServer, type ServerContext } from './render-servers.ts';

export type WantedBlocks = { readonly ok: true; readonly blocks: readonly WantedBlock[] } | { readonly ok: false; readonly diagnostic: Diagnostic };

export function wantedBlocks(desired: Desired, { text, blocks }: ReadHttpdConf, adoption: Adoption, paths: CertificatePaths, context: ServerContext): WantedBlocks {
  const existing = new Map(blocks.ours.map((block): [string, OurBlock] => [keyOf(block), block]));
  const layout = sniffLayout(withoutOurs(text, blocks));
  const wanted: WantedBlock[] = [];
  for (const domain of desired.domains) {
    const { policyHost } = domain;
    for (const role of ROLES.filter((each) => adoption.kept(policyHost)[each] === null)) {
      const rendered = renderServer(role, domain, paths.of(policyHost), context, desired.templates);
      if (!rendered.ok) return rendered;
      const old = existing.get(keyOf({ role, policyHost })) ?? null;
      wanted.push({ role, policyHost, text: laidOut(rendered.text, old, text, layout), existing: old, adopted: adoption.replacedFor(policyHost) });
    }
  }
  return { ok: true, blocks: wanted };
}

function keyOf({ role, policyHost }: { readonly role: Role; readonly policyHost: string }): string {
  return `${role} ${policyHost}`;
}

/** The file's manner is what the foreign part shows. */
function withoutOurs(text: Bytes, { ours }: Blocks): Bytes {
  return applyEdits(text, ours.map(({ range }) => ({ ...range, content: '' })));
}

/** A block that differs in its layout alone is left as it is: the admin may have laid it out. A comment of theirs goes above ours. */
function laidOut(rendered: Bytes, old: OurBlock | null, text: Bytes, layout: Layout): Bytes {
  if (old === null) return layOut(rendered, layout);
  const before = text.slice(old.range.start, old.range.end);
  const { comment } = old;
  return isSameButForLayout(before.replace(comment, () => ''), rendered) ? before : comment + layOut(rendered, layout);
}
