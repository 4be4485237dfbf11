// What changes in the names of handles that are there: policy hosts that join a certificate, and those that have left it.
import { ACME_CLIENT_CONF, CHALLENGEDIR } from '../model/base-system.ts';
import type { AcmeDomain } from '../model/acme-client-conf.ts';
import type { Bytes } from '../model/bytes.ts';
import type { Range, Server } from '../model/httpd-conf.ts';
import type { Withdrawal } from '../model/plan.ts';
import { addAlternativeNames } from '../formats/acme-client-conf/add-alternative-names.ts';
import { removeAlternativeNames } from '../formats/acme-client-conf/remove-alternative-names.ts';
import { applyEdits, type Edit } from '../formats/bsd-conf/edit.ts';
import type { WantedHandle } from './acme-client-conf-refusals.ts';

export interface HandleNames {
  readonly wanted: WantedHandle;
  readonly found: AcmeDomain;
  readonly joining: readonly string[];
  readonly leaving: readonly string[];
  readonly edits: readonly Edit[];
}

/** Who else a certificate serves. */
export interface OtherUsers {
  /** Servers of httpd.conf that are not ours. */
  readonly foreign: readonly Server[];
  /** Policy hosts whose names stay: of hand-made servers that are kept, with the certificate of some handle, and of domains that are held back. */
  readonly kept: ReadonlySet<string>;
}

/** Null where nothing changes. `text` is that of acme-client.conf. */
export function handleNames(text: Bytes, wanted: WantedHandle, found: AcmeDomain | undefined, users: OtherUsers): HandleNames | null {
  if (found === undefined) return null;
  const joining = namesToAdd(wanted, found);
  const stray = whyNotOurs(wanted, found, users) === null ? strayNames(wanted, found, users) : [];
  const removals = removeAlternativeNames(text, found.range, new Set(stray));
  const block = editedBlock(text, found.range, removals);
  const leaving = stray.filter((name) => !block.split(/[^\w.-]+/).includes(name));
  const edits = [...removals, ...(joining.length === 0 ? [] : [addAlternativeNames(text, found.range, joining)])];
  return edits.length === 0 ? null : { wanted, found, joining, leaving, edits };
}

function editedBlock(text: Bytes, { start, end }: Range, edits: readonly Edit[]): Bytes {
  return applyEdits(text.slice(start, end), edits.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start })));
}

export function namesToAdd({ names }: WantedHandle, found: AcmeDomain): string[] {
  return names.filter((name) => ![found.name, ...found.alternativeNames].includes(name));
}

/** Policy hosts (RFC 8461 3.3) that no domain of the configuration has this certificate for; of other names nothing is known. */
export function strayNames({ names }: WantedHandle, { alternativeNames }: AcmeDomain, { kept }: OtherUsers): string[] {
  return alternativeNames.filter((name) => name.startsWith('mta-sts.') && !names.includes(name) && !kept.has(name));
}

/** Why names are not taken out of a handle: it is not as stsctl writes them, or somebody else serves its certificate. Null when they may be. */
export function whyNotOurs({ handle, certificate, key }: WantedHandle, found: AcmeDomain, { foreign }: OtherUsers): string | null {
  const isAsWritten = found.name === handle && found.key === key && found.fullChain === certificate && found.certificate === null && found.chain === null && found.challengedir === CHALLENGEDIR && found.profile === null;
  if (found.file !== ACME_CLIENT_CONF) return 'it stands in an included file';
  if (!isAsWritten) return 'it is not as stsctl writes them';
  const user = foreign.find(({ tls, listens }) => listens.some((each) => each.tls) && tls.certificate === certificate);
  return user === undefined ? null : `server "${user.name}" (${user.file}:${user.line}), which is not stsctl's, uses its certificate`;
}

/** What becomes of the block when its certificate is not issued: as it is now, without the names that were to join. */
export function withdrawalOf(text: Bytes, { wanted, found, joining, leaving, edits }: HandleNames): Withdrawal {
  const { range } = found;
  const without = removeAlternativeNames(text, range, new Set(leaving));
  return { handle: wanted.handle, names: joining, before: editedBlock(text, range, edits), after: editedBlock(text, range, without) };
}
