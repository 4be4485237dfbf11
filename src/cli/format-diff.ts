// A unified diff for the reader; control characters are shown, not sent.
import { structuredPatch } from 'diff';
import type { Bytes } from '../model/bytes.ts';
import { printableBytes } from './escape-text.ts';
import type { Terminal } from './terminal.ts';

/** `before` or `after` is null where there is no file. */
export function formatDiff(name: string, before: Bytes | null, after: Bytes | null, { paint }: Terminal): string[] {
  const { hunks } = structuredPatch(name, name, printableBytes(before ?? ''), printableBytes(after ?? ''), '', '', { context: 3 });
  if (hunks.length === 0) return [];
  const lines = [
    paint('bold', `--- ${before === null ? '/dev/null' : name}`),
    paint('bold', `+++ ${after === null ? '/dev/null' : name}`),
  ];
  for (const { oldStart, oldLines, newStart, newLines, lines: body } of hunks) {
    lines.push(paint('cyan', `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`));
    for (const line of body) lines.push(painted(line, paint));
  }
  return lines;
}

function painted(line: string, paint: Terminal['paint']): string {
  if (line.startsWith('+')) return paint('green', line);
  return line.startsWith('-') ? paint('red', line) : line;
}
