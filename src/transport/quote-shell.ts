// One word of a shell's command line. The only quoting there is: everything else travels on standard input.

/** What no POSIX shell takes for anything but itself. */
const PLAIN = /^[A-Za-z0-9_/.:@%+,-]+$/;

/** Between single quotes nothing is special but the quote itself (POSIX XCU 2.2.2). Throws for NUL, which no argument can hold. */
export function quoteShell(word: string): string {
  if (word.includes('\0')) throw new Error('an argument holds a NUL');
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

export function quoteWords(words: readonly string[]): string {
  return words.map(quoteShell).join(' ');
}
