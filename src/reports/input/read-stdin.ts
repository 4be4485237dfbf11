// Standard input, bounded: a mail as a delivery agent pipes it, an mbox, or a report as it is.
import { isMbox, MboxSplitter, withoutEnvelopeLine } from './split-mbox.ts';
import { MAX_ARRIVAL_BYTES, tooLarge, type Arrival, type Rejected } from './arrival.ts';

export async function readStdin(stream: AsyncIterable<Buffer | string>): Promise<(Arrival | Rejected)[]> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    length += bytes.length;
    // Read to its end all the same: a delivery agent whose pipe breaks tries again for days.
    if (length <= MAX_ARRIVAL_BYTES) chunks.push(bytes);
  }
  if (length > MAX_ARRIVAL_BYTES) return [tooLarge('-')];
  const bytes = Buffer.concat(chunks);
  return isMbox(bytes) ? mailsOf(bytes) : [{ name: '-', bytes }];
}

/** A delivery agent may put one "From " line before its one mail. */
function mailsOf(bytes: Buffer): (Arrival | Rejected)[] {
  const found: (Arrival | Rejected)[] = [];
  const splitter = new MboxSplitter('-', (each) => void found.push(each));
  splitter.push(bytes);
  splitter.end();
  return found.length === 1 ? [{ name: '-', bytes: withoutEnvelopeLine(bytes) }] : found;
}
