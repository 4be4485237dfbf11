// test(1) on words that are known: is it true?

type Operator = (left: string, right: string) => boolean | null;

const numbers = (compare: (left: number, right: number) => boolean): Operator => (left, right) => {
  const isNumeric = /^\s*[+-]?\d+\s*$/;
  return isNumeric.test(left) && isNumeric.test(right) ? compare(Number(left), Number(right)) : null;
};

const OPERATORS: Readonly<Record<string, Operator>> = {
  '=': (left, right) => left === right,
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '-eq': numbers((left, right) => left === right),
  '-ne': numbers((left, right) => left !== right),
  '-lt': numbers((left, right) => left < right),
  '-le': numbers((left, right) => left <= right),
  '-gt': numbers((left, right) => left > right),
  '-ge': numbers((left, right) => left >= right),
};

/** Null when it can't be told: files, words that are not known, a mistake. */
export function testExpression(words: readonly (string | null)[]): boolean | null {
  const either = splitAt(words, '-o');
  if (either.length > 1) return anyOf(either.map(testExpression));
  const all = splitAt(words, '-a');
  if (all.length > 1) return negated(anyOf(all.map((each) => negated(testExpression(each)))));
  if (words[0] === '!' && words.length > 1) return negated(testExpression(words.slice(1)));
  return testPrimary(words);
}

function testPrimary(words: readonly (string | null)[]): boolean | null {
  const known = words.filter((word) => word !== null);
  if (known.length < words.length) return null;
  const [first = '', second = '', third = ''] = known;
  if (known.length < 2) return first !== '';
  if (known.length === 2) return first === '-n' ? second !== '' : first === '-z' ? second === '' : null;
  return known.length === 3 ? (OPERATORS[second]?.(first, third) ?? null) : null;
}

function splitAt(words: readonly (string | null)[], separator: string): (string | null)[][] {
  const parts: (string | null)[][] = [[]];
  for (const word of words) {
    if (word === separator) parts.push([]);
    else parts.at(-1)?.push(word);
  }
  return parts;
}

function anyOf(values: readonly (boolean | null)[]): boolean | null {
  if (values.includes(true)) return true;
  return values.includes(null) ? null : false;
}

function negated(value: boolean | null): boolean | null {
  return value === null ? null : !value;
}
