// What the manual's source says of one command, as a page of its own.

/** Null when the manual has no such command. A word of several commands ("reports") gives all of them. */
export function manualSection(source: string, command: string): string | null {
  const lines = source.split('\n');
  const starts = lines.flatMap((line, index) => (isOf(line, command) ? [index] : []));
  if (starts.length === 0) return null;
  const items = starts.flatMap((start) => itemAt(lines, start));
  return ['.Dd $Mdocdate$', '.Dt STSCTL 8', '.Os', '.Sh STSCTL', '.Bl -tag -width Ds', ...items, '.El', ''].join('\n');
}

function isOf(line: string, command: string): boolean {
  const words = /^\.It Cm ([a-z-]+(?: [a-z-]+)?)(?= |$)/.exec(line)?.[1] ?? '';
  return words === command || words.split(' ')[0] === command;
}

/** Up to the next item of the same list, or its end. */
function itemAt(lines: readonly string[], start: number): string[] {
  let depth = 0;
  const end = lines.findIndex((line, index) => {
    if (index <= start) return false;
    if (depth === 0 && /^\.(It|El)\b/.test(line)) return true;
    depth += line.startsWith('.Bl') ? 1 : line.startsWith('.El') ? -1 : 0;
    return false;
  });
  return lines.slice(start, end);
}
