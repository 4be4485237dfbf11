// Where the CNAME records of an answer lead (RFC 1034 3.6.2).
import type { Answer } from 'dns-packet';

/** As many as common resolvers follow. */
export const MAX_ALIASES = 16;

export interface AliasChain {
  /** The names the aliases lead to, in order. */
  readonly aliases: readonly string[];
  /** Lower case; the name itself without an alias. */
  readonly target: string;
}

export function followAliases(name: string, answers: readonly Answer[]): AliasChain | 'loop' {
  const next = new Map(answers.filter((each) => each.type === 'CNAME').map((each) => [each.name.toLowerCase(), plain((each as { data: string }).data)]));
  const aliases: string[] = [];
  let target = plain(name);
  for (let to = next.get(target); to !== undefined; to = next.get(target)) {
    if (aliases.length === MAX_ALIASES || to === plain(name) || aliases.includes(to)) return 'loop';
    aliases.push(to);
    target = to;
  }
  return { aliases, target };
}

function plain(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
