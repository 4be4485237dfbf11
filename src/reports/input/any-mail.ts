// Any mail, by postal-mime: nested parts, quoted-printable, split parameters, forwarded reports.
import { readHeaders } from './mail-headers.ts';
import { mayBeReport, reportPartOf, type Mail } from './report-part.ts';

export type AnyMail = Mail | { readonly problem: string };

const LIMITS = { maxNestingDepth: 32, maxHeadersSize: 256 * 1024, attachmentEncoding: 'arraybuffer' } as const;
const MAX_PARTS = 20;

export async function readAnyMail(bytes: Buffer): Promise<AnyMail> {
  const headers = readHeaders(bytes);
  if (headers === null) return { problem: 'is neither a mail nor a report' };
  const { default: PostalMime } = await import('postal-mime');
  try {
    const { attachments } = await PostalMime.parse(bytes, LIMITS);
    const parts = attachments
      .filter(({ mimeType, filename }) => mayBeReport(mimeType, filename ?? ''))
      .slice(0, MAX_PARTS)
      .flatMap(({ mimeType, content }) => reportPartOf(mimeType, bufferOf(content)) ?? []);
    return { headers, parts };
  } catch (error) {
    // postal-mime throws for nesting and headers beyond its limits.
    return { problem: `is a mail that can't be read: ${(error as Error).message}` };
  }
}

function bufferOf(content: ArrayBuffer | Uint8Array | string): Buffer {
  if (typeof content === 'string') return Buffer.from(content, 'latin1');
  return content instanceof Uint8Array ? Buffer.from(content.buffer, content.byteOffset, content.byteLength) : Buffer.from(content);
}
