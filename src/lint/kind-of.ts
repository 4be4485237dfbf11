// Which kind of file this is: by its name, else by what it holds.
import type { Bytes } from '../model/bytes.ts';
import type { LintKind } from '../model/lint.ts';

export const KINDS: readonly LintKind[] = ['httpd.conf', 'acme-client.conf', 'crontab', 'policy', 'stsctl.conf'];

const BY_NAME: readonly (readonly [RegExp, LintKind])[] = [
  [/httpd[^/]*\.conf[^/]*$/, 'httpd.conf'],
  [/acme-client[^/]*\.conf[^/]*$/, 'acme-client.conf'],
  [/stsctl[^/]*\.conf[^/]*$/, 'stsctl.conf'],
  [/mta-sts[^/]*\.txt[^/]*$/, 'policy'],
  [/(^|\/)(crontab[^/]*|tabs\/[^/]+)$/, 'crontab'],
];

const BY_CONTENT: readonly (readonly [RegExp, LintKind])[] = [
  [/^version:/m, 'policy'],
  [/^\s*server\s+(match\s+)?\S+\s*\{/m, 'httpd.conf'],
  [/^\s*(authority|domain)\s+\S+\s*\{/m, 'acme-client.conf'],
  [/^\[(policy|domain|acme|host)\b/m, 'stsctl.conf'],
  [/^\s*(@[a-z]+|[\d*~][\d*~,/-]*(\s+[\d*~a-zA-Z][\w*~,/-]*){4})\s+\S/m, 'crontab'],
];

/** Null when neither tells. */
export function kindOf(file: string, text: Bytes): LintKind | null {
  const named = BY_NAME.find(([pattern]) => pattern.test(file));
  if (named !== undefined) return named[1];
  return BY_CONTENT.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}
