// The word somebody may have meant (Levenshtein's distance).

/** Null when none is near: more than a third of the letters would have to change. */
export function nearestWord(written: string, words: readonly string[]): string | null {
  const wanted = written.toLowerCase();
  if (wanted.length > 40) return null;
  const near = words.map((word) => ({ word, distance: distanceBetween(wanted, word) })).sort((a, b) => a.distance - b.distance)[0];
  return near && near.distance <= Math.max(1, Math.floor(near.word.length / 3)) ? near.word : null;
}

function distanceBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) row = nextRow(row, a[i - 1] ?? '', b, i);
  return row[b.length] ?? 0;
}

function nextRow(above: readonly number[], letter: string, b: string, first: number): number[] {
  const row = [first];
  for (let j = 1; j <= b.length; j += 1) {
    const replaced = (above[j - 1] ?? 0) + (b[j - 1] === letter ? 0 : 1);
    row.push(Math.min(replaced, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
  }
  return row;
}
