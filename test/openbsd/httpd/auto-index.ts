// The listing of a folder for `directory auto index`; the words and the layout are our own.
import { readdirSync, statSync } from 'node:fs';
import { encodePath } from './request-path.ts';
import { onDisk } from './www-access.ts';

export function autoIndex(folder: string, path: string): Buffer {
  const names = readdirSync(folder, { encoding: 'latin1' }).filter((name) => !name.startsWith('.'));
  const rows = ['..', ...names].sort().map((name) => row(folder, name));
  const title = `Index of ${escapeHtml(path)}`;
  const page = `<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>${title}</title></head>\n<body>\n<h1>${title}</h1>\n`;
  return Buffer.from(`${page}<table>\n${rows.join('')}</table>\n</body>\n</html>\n`, 'latin1');
}

function row(folder: string, name: string): string {
  const stat = statSync(onDisk(`${folder}/`, name), { throwIfNoEntry: false });
  if (stat === undefined || (!stat.isDirectory() && !stat.isFile())) return '';
  const [slash, size] = stat.isDirectory() ? ['/', '-'] : ['', String(stat.size)];
  const address = (name.includes(':') ? './' : '') + encodePath(name) + slash;
  return `<tr><td><a href="${address}">${escapeHtml(name)}${slash}</a></td><td>${stat.mtime.toISOString()}</td><td>${size}</td></tr>\n`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}
