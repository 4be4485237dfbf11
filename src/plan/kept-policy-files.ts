// What is wished for, with the policy files where kept servers look for them.
import type { Desired, PolicyFile } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Facts } from '../model/facts.ts';
import type { Adoption } from './adoption.ts';
import { unchangedOn } from './part.ts';

export interface WithPolicyFiles {
  readonly desired: Desired;
  readonly diagnostics: readonly Diagnostic[];
}

/** Refused where one file would have to hold two policies. */
export function withKeptPolicyFiles(desired: Desired, adoption: Adoption, facts: Facts): WithPolicyFiles {
  const files = new Map<string, PolicyFile>();
  const diagnostics: Diagnostic[] = [];
  const domains = desired.domains.map((domain) => {
    const path = adoption.kept(domain.policyHost).policyFile ?? domain.policyFile.path;
    const { content } = domain.policyFile;
    const known = files.get(path);
    if (known !== undefined && known.content !== content) diagnostics.push(twoPolicies(path, known.domains[0] ?? '', domain.domain, facts));
    const file = { path, content, domains: [...(known?.domains ?? []), domain.domain] };
    files.set(path, file);
    return { ...domain, policyFile: file };
  });
  return { desired: { ...desired, domains, policyFiles: [...files.values()] }, diagnostics };
}

function twoPolicies(path: string, one: string, other: string, facts: Facts): Diagnostic {
  return {
    code: 'httpd-conf-foreign-server',
    place: { file: path },
    message: `is served as the policy of ${one} and of ${other}, and these differ`,
    unchanged: unchangedOn(facts),
    next: 'give each its own root in httpd.conf, or the two domains the same policy, then: stsctl plan',
  };
}
