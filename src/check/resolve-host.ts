// The A and AAAA records of a name, asked of the host's resolver.
import { Resolver } from 'node:dns/promises';

/** Nothing: the resolver says there are none. These alone are answers; anything else is no answer. */
const NONE = new Set(['ENOTFOUND', 'ENODATA']);

/** Empty when DNS says there is no address; null when it does not answer. Never throws. */
export async function resolveHost(name: string, timeoutMs: number): Promise<string[] | null> {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 });
  const [a, aaaa] = await Promise.all([answerOf(resolver.resolve4(name)), answerOf(resolver.resolve6(name))]);
  const found = [...(a ?? []), ...(aaaa ?? [])];
  // One family that does not answer tells nothing when the other has none either.
  return found.length === 0 && (a === null || aaaa === null) ? null : found;
}

async function answerOf(asked: Promise<string[]>): Promise<string[] | null> {
  try {
    return await asked;
  } catch (error) {
    return NONE.has((error as NodeJS.ErrnoException).code ?? '') ? [] : null;
  }
}
