// What cron(8) hands to the shell of a job's command: an unescaped % ends it, and what follows is standard input.
import type { Bytes } from '../../model/bytes.ts';

export function shellText(command: Bytes): Bytes {
  const [text = ''] = /^(?:[^%\\]|\\[^]|\\$)*/.exec(command) ?? [];
  return text.replace(/\\([^])/g, (pair, c: string) => (c === '%' ? c : pair));
}
