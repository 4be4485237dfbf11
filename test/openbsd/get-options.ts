// getopt(3): letters may share a dash, a value may follow its letter directly, the first operand or "--" ends the options.

export interface Options {
  /** In the order given; value is "" for a letter that takes none. */
  readonly options: readonly (readonly [letter: string, value: string])[];
  readonly operands: readonly string[];
  /** What getopt(3) says of the first letter it can't take; the options before it are in `options`. */
  readonly problem: string | null;
}

/** `known` as getopt(3) has it: a colon behind letters that take a value. */
export function getOptions(argv: readonly string[], known: string): Options {
  const rest = [...argv];
  const options: [string, string][] = [];
  for (;;) {
    const word = rest[0];
    if (word === undefined || !/^-./s.test(word)) break;
    rest.shift();
    if (word === '--') break;
    for (let at = 1; at < word.length; at += 1) {
      const letter = word[at] ?? '';
      const place = letter === ':' ? -1 : known.indexOf(letter);
      if (place < 0) return { options, operands: rest, problem: `unknown option -- ${letter}` };
      const takesValue = known[place + 1] === ':';
      const value = takesValue ? word.slice(at + 1) || rest.shift() : '';
      if (value === undefined) return { options, operands: rest, problem: `option requires an argument -- ${letter}` };
      options.push([letter, value]);
      if (takesValue) break;
    }
  }
  return { options, operands: rest, problem: null };
}
