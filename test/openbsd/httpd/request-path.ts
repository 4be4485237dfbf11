// Paths of requests: decoded and cleaned before anything is matched, encoded again where they are sent back.

const LONGEST_PATH = 1024;

/** FACTS 3: `%00` ends the path. Null: a `%` without two hexadecimal digits. */
export function decodePath(path: string): string | null {
  if (/%(?![0-9a-fA-F]{2})/.test(path)) return null;
  const decoded = path.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return decoded.split('\0', 1)[0] ?? '';
}

/** `//`, `/./` and `/../` are taken out; null for what does not begin with a slash, and for what is too long. */
export function cleanPath(path: string): string | null {
  if (!path.startsWith('/')) return null;
  const parts = path.slice(1).split('/');
  const kept: string[] = [];
  for (const part of parts) {
    if (part === '..') kept.pop();
    else if (part !== '' && part !== '.') kept.push(part);
  }
  const isFolder = parts.at(-1) === '' && kept.length > 0;
  const clean = `/${kept.join('/')}${isFolder ? '/' : ''}`;
  return clean.length < LONGEST_PATH ? clean : null;
}

export function encodePath(path: string): string {
  return path.replace(/[\x00-\x20#%?"&<\x7f-\xff]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}

/** httpd.conf(5) request strip: leading directories fall away, the slash after them stays. */
export function stripPath(path: string, count: number): string {
  let rest = path;
  for (let left = count; left > 0 && rest !== ''; left -= 1) {
    const slash = rest.indexOf('/', 1);
    rest = slash < 0 ? '' : rest.slice(slash);
  }
  return rest;
}
