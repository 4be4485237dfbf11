// The comment above each block that stsctl wrote: with our name below it, the block is ours.

export type Role = 'challenge' | 'policy';

const MARKER = /^# stsctl: (challenge|policy) server of ([^\s;]+); changes here are lost$/;

export function formatMarker(role: Role, policyHost: string): string {
  return `# stsctl: ${role} server of ${policyHost}; changes here are lost`;
}

/** Null for any other comment. */
export function parseMarker(line: string): { readonly role: Role; readonly policyHost: string } | null {
  const found = MARKER.exec(line);
  return found === null ? null : { role: found[1] as Role, policyHost: found[2] ?? '' };
}
