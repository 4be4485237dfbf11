// Spellings of older releases, which httpd and acme-client no longer take.
import type { Bytes } from '../model/bytes.ts';
import type { LintFinding, LintKind } from '../model/lint.ts';
import { placeInText } from './place-in-text.ts';

interface OldSpelling {
  readonly kind: LintKind;
  readonly pattern: RegExp;
  readonly message: string;
  readonly why: string;
  readonly next: string;
}

const OLD_SPELLINGS: readonly OldSpelling[] = [
  {
    kind: 'httpd.conf',
    pattern: /^[^#"']*\broot\s+(?:\{\s*"[^"]*"\s*,\s*)?strip\s+\d+/,
    message: '"root strip" is "request strip" since OpenBSD 6.4',
    why: 'httpd refuses the file, and the web server is down after the next restart',
    next: 'write on a line of its own: request strip N',
  },
  {
    kind: 'httpd.conf',
    pattern: /^[^#"']*\blisten\s+on\s+\S+\s+tls\s*$/,
    message: '"listen on … tls" needs a port',
    why: 'httpd refuses the file',
    next: 'write: listen on ADDRESS tls port 443',
  },
  {
    kind: 'acme-client.conf',
    pattern: /^\s*agreement\s+url\b/,
    message: '"agreement url" is gone since OpenBSD 6.3',
    why: 'acme-client refuses the file, and no certificate is renewed',
    next: 'remove this line, and use the directory URL of an ACME v2 authority',
  },
];

export function lintSpelling(kind: LintKind, file: string, text: Bytes): LintFinding[] {
  const rules = OLD_SPELLINGS.filter((each) => each.kind === kind);
  return text.split('\n').flatMap((source, index) =>
    rules
      .filter(({ pattern }) => pattern.test(source))
      .map(({ message, why, next }) => ({ code: 'old-spelling', severity: 'error', place: placeInText(file, text, index + 1), message, why, next }) satisfies LintFinding),
  );
}
