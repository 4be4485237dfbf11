// What `tls protocols` may say, as tls_config_parse_protocols(3) takes it.

const TLS_1_2 = 1;
const TLS_1_3 = 2;
const ALL = TLS_1_2 | TLS_1_3;

const WORDS: ReadonlyMap<string, number> = new Map([
  ['all', ALL], ['legacy', ALL], ['default', ALL], ['secure', ALL], ['tlsv1', ALL], ['tlsv1.2', TLS_1_2], ['tlsv1.3', TLS_1_3],
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
  return [protocols & TLS_1_2 ? 'tlsv1.2' : '', protocols & TLS_1_3 ? 'tlsv1.3' : ''].filter((word) => word !== '').join();
}
