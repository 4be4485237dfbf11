// stsctl templates list: the templates there are, and which the administrator has in their place.
import { join } from 'node:path';
import { TEMPLATE_NAMES } from '../formats/template/template-names.ts';
import type { CommandContext } from './command-context.ts';
import { formatTable } from './format-table.ts';
import { OVERRIDES, packagedTemplate, readOwnSource } from './load-templates.ts';

export async function commandTemplatesList({ terminal, options }: CommandContext): Promise<number> {
  const all = await Promise.all(TEMPLATE_NAMES.map(async (name) => ({ name, own: await readOwnSource(name, options.root) })));
  const rows = all.map(({ name, own }) => ({ name, overridden: own !== null, same: own === packagedTemplate(name).source, file: join(options.root + OVERRIDES, name) }));
  if (options.json) terminal.out(JSON.stringify({ version: 1, templates: rows }, null, 2));
  else terminal.out(formatTable(rows.map(({ name, overridden, same, file }) => [name, overridden ? `${file}${same ? ' (the same)' : ''}` : 'of the package']), '').join('\n'));
  return 0;
}
