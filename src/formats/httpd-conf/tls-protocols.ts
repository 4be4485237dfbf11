// What `tls protocols` may say, as tls_config_parse_protocols(3) takes it.

const BITS = { 'tlsv1.0': 1, 'tlsv1.1': 2, 'tlsv1.2': 4, 'tlsv1.3': 8 } as const;
const ALL = BITS['tlsv1.2'] | BITS['tlsv1.3'];

/** TLS 1.0 and 1.1 are still words, though libtls has neither: alone they leave a server that no one can talk to. */
const WORDS: ReadonlyMap<string, number> = new Map<string, number>([
  ['all', ALL], ['legacy', ALL], ['default', ALL], ['secure', ALL], ['tlsv1', ALL], ...Object.entries(BITS),
]);

/** The protocols left, in one spelling whatever was written ("" is none); null when a word is not known. */
export function parseProtocols(text: string): string | null {
  let protocols = 0;
  for (const part of text.split(/[,:]/)) {
    const word = part.replace(/^[ \t]+/, '');
    const negated = word.startsWith('!');
    const bits = WORDS.get((negated ? word.slice(1) : word).toLowerCase());
    if (bits === undefined) return null;
    if (negated) protocols = (protocols === 0 ? ALL : protocols) & ~bits;
    else protocols |= bits;
  }
  return Object.entries(BITS).filter(([, bit]) => (protocols & bit) !== 0).map(([word]) => word).join();
}
