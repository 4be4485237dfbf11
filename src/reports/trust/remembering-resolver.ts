// A run asks DNS for each key once: ten thousand mails of one sender share it.
import type { ResolveTxt } from './verify-signature.ts';

const MAX_REMEMBERED = 1000;

export function rememberingResolver(resolveTxt: ResolveTxt): ResolveTxt {
  const asked = new Map<string, ReturnType<ResolveTxt>>();
  return (name) => {
    const before = asked.get(name);
    if (before !== undefined) return before;
    if (asked.size >= MAX_REMEMBERED) asked.clear();
    const answer = resolveTxt(name);
    asked.set(name, answer);
    return answer;
  };
}
