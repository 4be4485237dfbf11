// The comments that tell which server blocks are ours, and which hand-made ones are known and kept.

export type Role = 'challenge' | 'policy';
export const ROLES: readonly Role[] = ['challenge', 'policy'];

export type Marker =
  /** stsctl wrote the block. */
  | { readonly kind: Role; readonly policyHost: string }
  /** The admin wrote it; it serves this policy host and is kept (--adopt). */
  | { readonly kind: 'adopted'; readonly policyHost: string };

const OURS = /^# stsctl: (challenge|policy) server of ([^\s;]+); changes here are lost$/;
const ADOPTED = /^[ \t]*# stsctl: adopted for (\S+)$/;

export function formatMarker(role: Role, policyHost: string): string {
  return `# stsctl: ${role} server of ${policyHost}; changes here are lost`;
}

export function formatAdopted(policyHost: string): string {
  return `# stsctl: adopted for ${policyHost}`;
}

/** Null for any other comment. */
export function parseMarker(line: string): Marker | null {
  const ours = OURS.exec(line);
  if (ours !== null) return { kind: ours[1] as Role, policyHost: ours[2] ?? '' };
  const adopted = ADOPTED.exec(line);
  return adopted === null ? null : { kind: 'adopted', policyHost: adopted[1] ?? '' };
}
