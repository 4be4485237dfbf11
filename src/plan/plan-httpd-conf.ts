// httpd.conf with our two server blocks for each policy host, and not a foreign byte changed.
import { HTTPD_CONF } from '../model/base-system.ts';
import type { Bytes } from '../model/bytes.ts';
import type { Desired, DesiredDomain } from '../model/desired.ts';
import type { Facts } from '../model/facts.ts';
import type { Server } from '../model/httpd-conf.ts';
import type { WriteFileStep } from '../model/plan.ts';
import { applyEdits } from '../formats/bsd-conf/edit.ts';
import { isSameButForLayout, layOut, sniffLayout, type Layout } from '../formats/bsd-conf/layout.ts';
import { httpdWorld } from '../formats/httpd-conf/facts-world.ts';
import { judgeHttpdConf } from '../formats/httpd-conf/judge-httpd-conf.ts';
import type { CertificatePaths } from './certificate-paths.ts';
import { editServers, type WantedBlock } from './edit-servers.ts';
import { findBlocks, type Blocks, type OurBlock } from './find-blocks.ts';
import { foreignServers, type Foreign } from './foreign-servers.ts';
import { brokenFile, expectedWarnings, isAcceptable, judgedResult } from './httpd-conf-verdict.ts';
import type { Role } from './marker.ts';
import { ourListens } from './our-listens.ts';
import { beforeOf, refused, ROOT_WHEEL, unchangedOn, type Part } from './part.ts';
import { renderServer, type ServerContext } from './render-servers.ts';
import { sharedTlsOptions } from './shared-tls-options.ts';

export interface HttpdConfPart extends Part {
  /** Policy hosts whose blocks change. */
  readonly changed: ReadonlySet<string>;
}

const ROLES: readonly Role[] = ['challenge', 'policy'];

export function planHttpdConf(desired: Desired, facts: Facts, paths: CertificatePaths, adopt: boolean): HttpdConfPart {
  const before = beforeOf(facts, HTTPD_CONF);
  const text = before?.content ?? '';
  const now = judgeHttpdConf(HTTPD_CONF, text, httpdWorld(facts));
  if (!isAcceptable(now)) return { ...refused(brokenFile(now, facts)), changed: new Set() };
  const blocks = findBlocks(HTTPD_CONF, text, now.conf);
  const foreign = foreignServers(desired, blocks.foreign, adopt, facts);
  const { context, diagnostics, notes } = contextFor(blocks, foreign, facts);
  if (context === null || foreign.diagnostics.length > 0) return { ...refused(...foreign.diagnostics, ...diagnostics), changed: new Set() };
  const layout = sniffLayout(withoutOurs(text, blocks));
  const wanted = wantedBlocks(desired, blocks, foreign, paths, context, (rendered, old) => laidOut(rendered, old, text, layout));
  if (!wanted.ok) return { ...refused(wanted.diagnostic), changed: new Set() };
  const changing = wanted.blocks.filter((block) => block.existing === null || text.slice(block.existing.range.start, block.existing.range.end) !== block.text);
  const gone = { ours: new Set(blocks.ours.map(({ server }) => server)), adopted: foreign.replaced };
  const placement = editServers(text, now.conf, wanted.blocks, gone, context);
  const content = applyEdits(text, placement.edits);
  const left = leftovers(desired, blocks);
  if (content === text) return { steps: [], notes: left, diagnostics: [], changed: new Set() };
  const result = judgedResult(content, facts, desired, paths, wanted.blocks);
  if (result.diagnostics.length > 0) return { ...refused(...result.diagnostics), changed: new Set() };
  const step: WriteFileStep = {
    kind: 'write-file',
    path: HTTPD_CONF,
    before,
    after: { content, ...(before === null ? ROOT_WHEEL : { mode: before.mode, uid: before.uid, gid: before.gid }) },
    judge: { program: 'httpd', expected: result.expected, expectedBefore: expectedWarnings(now), handle: null },
    reason: `the servers of ${listed(changing.map((block) => block.policyHost), desired)}`,
  };
  const changed = new Set(changing.map((block) => block.policyHost));
  return { steps: [step], notes: [...left, ...notes, ...foreign.notes, ...placement.notes], diagnostics: [], changed };
}

function contextFor(blocks: Blocks, foreign: Foreign, facts: Facts) {
  const remaining = blocks.foreign.filter((server) => !foreign.replaced.has(server));
  const challenge = ourListens(remaining, 80, false);
  const policy = ourListens(remaining, 443, true);
  const shared = sharedTlsOptions(remaining, policy.listens, 443);
  const notes = [...challenge.notes, ...policy.notes];
  if (shared.ok) return { context: { challenge: challenge.listens, policy: policy.listens, tlsOptions: shared.options }, diagnostics: [], notes };
  const diagnostic = {
    code: 'httpd-conf-tls-mismatch',
    place: { file: shared.server.file, line: shared.server.line },
    message: `server "${shared.server.name}" ${shared.why}`,
    unchanged: unchangedOn(facts),
    next: 'give that server an address of its own, or the same tls options as the others, then: stsctl plan',
  } as const;
  return { context: null, diagnostics: [diagnostic], notes };
}

function wantedBlocks(desired: Desired, blocks: Blocks, foreign: Foreign, paths: CertificatePaths, context: ServerContext, lay: LayOut) {
  const existing = new Map(blocks.ours.map((block): [string, OurBlock] => [keyOf(block), block]));
  const wanted: WantedBlock[] = [];
  for (const domain of desired.domains) {
    for (const role of ROLES) {
      const rendered = renderServer(role, domain, paths.of(domain.policyHost), context, desired.templates);
      if (!rendered.ok) return rendered;
      const block = { role, policyHost: domain.policyHost };
      const old = existing.get(keyOf(block)) ?? null;
      wanted.push({ ...block, text: lay(rendered.text, old), existing: old, adopted: foreign.of(domain.policyHost) });
    }
  }
  return { ok: true as const, blocks: wanted };
}

/** A block's text in the file's own manner; `old` is the block that is there. */
type LayOut = (rendered: Bytes, old: OurBlock | null) => Bytes;

/** The file's manner is what the foreign part shows. */
function withoutOurs(text: Bytes, { ours }: Blocks): Bytes {
  return applyEdits(text, ours.map(({ range }) => ({ ...range, content: '' })));
}

/** A block that differs in its layout alone is left as it is: the admin may have laid it out. */
function laidOut(rendered: Bytes, old: OurBlock | null, text: Bytes, layout: Layout): Bytes {
  const before = old === null ? null : text.slice(old.range.start, old.range.end);
  return before !== null && isSameButForLayout(before, rendered) ? before : layOut(rendered, layout);
}

function keyOf({ role, policyHost }: { readonly role: Role; readonly policyHost: string }): string {
  return `${role} ${policyHost}`;
}

/** Blocks of ours that no domain of the configuration has any more. */
function leftovers(desired: Desired, blocks: Blocks): string[] {
  const wanted = new Set(desired.domains.map((each: DesiredDomain) => each.policyHost));
  const left = new Set(blocks.ours.filter((block) => !wanted.has(block.policyHost)).map((block) => block.policyHost));
  return [...left].map((host) => `${HTTPD_CONF} still serves ${host}, which ${desired.configFile} no longer has: left as it is`);
}

function listed(hosts: readonly string[], desired: Desired): string {
  const [first = desired.domains[0]?.policyHost ?? '', ...others] = [...new Set(hosts)];
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}
