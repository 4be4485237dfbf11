// Which programs are not on the PATH of root.
import { existsSync } from 'node:fs';

export function missingPrograms(names: readonly string[]): string[] {
  const folders = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin:/usr/bin:/bin`.split(':');
  return names.filter((name) => !folders.some((folder) => existsSync(`${folder}/${name}`)));
}
