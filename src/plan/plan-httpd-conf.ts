// httpd.conf with our two server blocks for each policy host, and not a foreign byte changed.
import { HTTPD_CONF } from '../model/base-system.ts';
import type { Bytes } from '../model/bytes.ts';
import type { Desired } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Facts } from '../model/facts.ts';
import type { WriteFileStep } from '../model/plan.ts';
import { POLICY_PATH } from '../formats/httpd-conf/policy-request.ts';
import { servedFile } from '../formats/httpd-conf/served-file.ts';
import { applyEdits, type Edit } from '../formats/bsd-conf/edit.ts';
import type { Adoption } from './adoption.ts';
import type { CertificatePaths } from './certificate-paths.ts';
import { editServers, type WantedBlock } from './edit-servers.ts';
import type { Blocks } from './find-blocks.ts';
import { expectedWarnings } from './httpd-conf-verdict.ts';
import { judgedResult, wrongTypes } from './judge-result.ts';
import { keylessSockets } from './keyless-server.ts';
import { formatAdopted } from './marker.ts';
import { ourListens } from './our-listens.ts';
import { refused, ROOT_WHEEL, unchangedOn, type Part } from './part.ts';
import type { ReadHttpdConf } from './read-httpd-conf.ts';
import type { ServerContext } from './render-servers.ts';
import { sharedTlsOptions } from './shared-tls-options.ts';
import { wantedBlocks } from './wanted-blocks.ts';

export interface HttpdConfPart extends Part {
  /** Policy hosts whose blocks change. */
  readonly changed: ReadonlySet<string>;
}

/** `configured` has the policy hosts that are held back too. */
export function planHttpdConf(desired: Desired, facts: Facts, read: ReadHttpdConf, adoption: Adoption, paths: CertificatePaths, configured: ReadonlySet<string>): HttpdConfPart {
  const shared = contextFor(read.blocks, adoption, facts);
  if (!shared.ok || adoption.diagnostics.length > 0) return refusedPart(...adoption.diagnostics, ...(shared.ok ? [] : shared.diagnostics));
  const wanted = wantedBlocks(desired, read, adoption, paths, shared.context);
  if (!wanted.ok) return refusedPart(wanted.diagnostic);
  const { text, blocks, verdict } = read;
  const gone = { ours: new Set(blocks.ours.map(({ server }) => server)), adopted: adoption.replaced };
  const placement = editServers(text, verdict.conf, wanted.blocks, gone, shared.context);
  const content = applyEdits(text, [...placement.edits, ...markerEdits(text, adoption)]);
  const left = leftovers(desired, read, configured);
  if (content === text) return { steps: [], notes: left, diagnostics: wrongTypes(text, verdict, facts), changed: new Set() };
  const result = judgedResult(content, facts, desired, paths, wanted.blocks);
  if (result.diagnostics.length > 0) return refusedPart(...result.diagnostics);
  const changed = new Set([...changing(wanted.blocks, text), ...placement.moved, ...[...adoption.unmarked.values()].flat()]);
  const notes = [...left, ...shared.notes, ...adoption.notes, ...placement.notes];
  return { steps: [writeStep(content, read, result.expected, changed)], notes, diagnostics: [], changed };
}

function refusedPart(...diagnostics: Diagnostic[]): HttpdConfPart {
  return { ...refused(...diagnostics), changed: new Set() };
}

function writeStep(content: Bytes, { before, verdict }: ReadHttpdConf, expected: readonly string[], changed: ReadonlySet<string>): WriteFileStep {
  const { mode, uid, gid } = before ?? ROOT_WHEEL;
  const [first = '', ...others] = changed;
  return {
    kind: 'write-file',
    path: HTTPD_CONF,
    before,
    after: { content, mode, uid, gid },
    judge: { program: 'httpd', expected, expectedBefore: expectedWarnings(verdict), handle: null },
    reason: `the servers of ${others.length === 0 ? first : `${first} and ${others.length} more`}`,
  };
}

function changing(blocks: readonly WantedBlock[], text: Bytes): string[] {
  return blocks.filter(({ existing, text: its }) => existing === null || text.slice(existing.range.start, existing.range.end) !== its).map(({ policyHost }) => policyHost);
}

type Shared = { readonly ok: true; readonly context: ServerContext; readonly notes: readonly string[] } | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

function contextFor(blocks: Blocks, adoption: Adoption, facts: Facts): Shared {
  const remaining = blocks.foreign.filter((server) => !adoption.replaced.has(server));
  const challenge = ourListens(remaining, 80, false);
  const policy = ourListens(remaining, 443, true);
  const shared = sharedTlsOptions(remaining, policy.listens, 443);
  const keyless = keylessSockets(remaining, policy.listens, 443, facts);
  if (keyless.diagnostics.length > 0) return { ok: false, diagnostics: keyless.diagnostics };
  const notes = [...challenge.notes, ...policy.notes, ...keyless.notes];
  if (shared.ok) return { ok: true, context: { challenge: challenge.listens, policy: policy.listens, tlsOptions: shared.options }, notes };
  const diagnostic: Diagnostic = {
    code: 'httpd-conf-tls-mismatch',
    place: { file: shared.server.file, line: shared.server.line },
    message: `server "${shared.server.name}" ${shared.why}`,
    unchanged: unchangedOn(facts),
    next: 'give that server an address of its own, or the same tls options as the others, then: stsctl plan',
  };
  return { ok: false, diagnostics: [diagnostic] };
}

/** One comment above each kept server: with it the next plan knows it. */
function markerEdits(text: Bytes, { unmarked }: Adoption): Edit[] {
  return [...unmarked].map(([server, hosts]) => {
    const start = text.lastIndexOf('\n', server.range.start - 1) + 1;
    return { start, end: start, content: hosts.map((host) => `${formatAdopted(host)}\n`).join('') };
  });
}

/** Blocks of ours that no domain of the configuration has any more; nothing of theirs is touched, but a file they share is. */
function leftovers({ policyFiles, configFile }: Desired, { blocks, verdict }: ReadHttpdConf, configured: ReadonlySet<string>): string[] {
  const ours = new Set(policyFiles.map(({ path }) => path));
  const notes = new Map<string, string>();
  for (const { policyHost, role, server } of blocks.ours) {
    if (configured.has(policyHost) || (role === 'challenge' && notes.has(policyHost))) continue;
    const { file } = servedFile(verdict.conf, server, POLICY_PATH);
    const shared = role === 'policy' && ours.has(file) ? `, and serve ${file} as it is for the others` : '';
    notes.set(policyHost, `${configFile} no longer has ${policyHost}: its servers in ${HTTPD_CONF} and its handle stay${shared}; stsctl renew does not look after it`);
  }
  return [...notes.values()];
}
