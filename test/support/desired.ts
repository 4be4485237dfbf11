// What a configuration wants, with the package's own templates.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig } from '../../src/config/parse-config.ts';
import { desire } from '../../src/desired/desire.ts';
import { compileTemplate } from '../../src/formats/template/compile-template.ts';
import { TEMPLATE_NAMES } from '../../src/formats/template/template-names.ts';
import type { Desired, Templates } from '../../src/model/desired.ts';
import { REPOSITORY } from './stsctl.ts';

export const TEMPLATES: Templates = new Map(
  TEMPLATE_NAMES.map((name) => {
    const file = join(REPOSITORY, 'templates', name);
    return [name, compileTemplate(file, readFileSync(file, 'utf8'))];
  }),
);

/** Throws what is wrong with the configuration. */
export function desiredOf(text: string, templates: Templates = TEMPLATES): Desired {
  const config = parseConfig('stsctl.conf', text);
  if (!config.ok) throw new Error(config.diagnostics.map((each) => each.message).join('\n'));
  const desired = desire(config.value, templates);
  if (!desired.ok) throw new Error(desired.diagnostics.map((each) => each.message).join('\n'));
  return desired.value;
}
