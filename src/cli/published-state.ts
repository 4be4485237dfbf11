// What is on the host's disk of a domain's policy: its file beside the configured one, and until when its certificate is good.
import { parseLeaf, validity } from '../formats/certificate/leaf.ts';
import type { DesiredDomain } from '../model/desired.ts';
import type { Answer, HostReader } from '../model/host.ts';
import type { Published } from '../reports/page/published.ts';

const MAX_BYTES = 1024 * 1024;

/** In the order of the domains. What can't be read is unknown, and no error: the page is about reports. */
export async function publishedStates(domains: readonly DesiredDomain[], reader: HostReader): Promise<Published[]> {
  const answers = await reader.gather(domains.flatMap(({ policyFile, wantedCertificate }) => [policyFile.path, wantedCertificate.certificate].map((path) => ({ kind: 'file', path, maxBytes: MAX_BYTES, follow: true }) as const)));
  return domains.map(({ policyId, policyFile }, index) => ({ policyId, policyFile: policyState(answers[2 * index], policyFile.content), certificateUntil: certificateUntil(answers[2 * index + 1]) }));
}

function policyState(answer: Answer | undefined, wanted: string): Published['policyFile'] {
  if (answer?.kind !== 'file' || answer.error !== null) return 'unknown';
  if (answer.content === null) return 'missing';
  return Buffer.from(answer.content, 'latin1').toString('utf8') === wanted ? 'as-configured' : 'differs';
}

function certificateUntil(answer: Answer | undefined): string | null {
  const leaf = answer?.kind === 'file' && answer.content !== null ? parseLeaf(answer.content) : null;
  return leaf === null ? null : new Date(validity(leaf).to).toISOString();
}
