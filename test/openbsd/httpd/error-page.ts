// The page httpd(8) makes for errors and redirects, or the one from errdocs.
import { readFileSync } from 'node:fs';
import { statusName } from './status-names.ts';

export const SERVER_SOFTWARE = 'OpenBSD httpd';

/** `errdocs` is a folder on this machine; null: the built-in page. */
export function errorPage(status: number, errdocs: string | null): Buffer {
  const own = errdocs === null ? null : ownPage(status, errdocs);
  return Buffer.from(own ?? builtInPage(status), 'latin1');
}

/** httpd.conf(5) errdocs: CODE.html, else err.html, with three variables filled in. */
function ownPage(status: number, errdocs: string): string | null {
  const page = read(`${errdocs}/${code(status)}.html`) ?? read(`${errdocs}/err.html`);
  return page
    ?.replaceAll('$HTTP_ERROR', statusName(status))
    .replaceAll('$RESPONSE_CODE', code(status))
    .replaceAll('$SERVER_SOFTWARE', SERVER_SOFTWARE) ?? null;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null;
  }
}

function code(status: number): string {
  return String(status).padStart(3, '0');
}

const RECORDED_LENGTH = 476;

/** Words of our own, as long as the recorded page: 476 bytes and twice the name of the status. */
function builtInPage(status: number): string {
  const title = `${code(status)} ${statusName(status)}`;
  const start = `<!DOCTYPE html>\n<html>\n<head><meta charset="utf-8"><title>${title}</title></head>\n<body>\n<h1>${title}</h1>\n`;
  const end = `<address>${SERVER_SOFTWARE}</address>\n</body>\n</html>\n`;
  const missing = RECORDED_LENGTH + 2 * statusName(status).length - start.length - end.length;
  const note = 'This page comes from the stand-in for httpd(8) of a test or a rehearsal; only its length is that of the real one. ';
  return `${start}<!--${note.repeat(4).slice(0, missing - 8)}-->\n${end}`;
}
