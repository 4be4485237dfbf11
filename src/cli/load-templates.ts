// The templates: those of the package, and in their place the administrator's own.
import { join } from 'node:path';
import type { Templates } from '../model/desired.ts';
import type { Result } from '../model/diagnostic.ts';
import { Failure } from '../model/failure.ts';
import { TEMPLATE_NAMES } from '../formats/template/template-names.ts';
import type { Template } from '../formats/template/render-template.ts';
import { PACKAGED_TEMPLATES } from './packaged-templates.computed.ts';
import { readInput } from './read-input.ts';

/** A file of the same name here takes the place of the one in the package. */
export const OVERRIDES = '/etc/stsctl/templates';

/** Throws Failure with everything that is wrong with the administrator's own. */
export async function loadTemplates(root: string): Promise<Templates> {
  const own = await Promise.all(TEMPLATE_NAMES.map((name) => readOwnTemplate(name, root)));
  const diagnostics = own.flatMap((each) => (each?.ok === false ? each.diagnostics : []));
  if (diagnostics.length > 0) throw new Failure(diagnostics);
  return new Map(TEMPLATE_NAMES.map((name, index): [string, Template] => [name, valueOf(own[index]) ?? packagedTemplate(name)]));
}

/** Null where the one of the package is used. The compiler is loaded for a template of the administrator's alone. */
async function readOwnTemplate(name: string, root: string): Promise<Result<Template> | null> {
  const source = await readOwnSource(name, root);
  if (source === null) return null;
  const { readTemplate } = await import('../desired/read-template.ts');
  return readTemplate(name, join(root + OVERRIDES, name), source);
}

/** Null where there is none. Throws Failure for one that others than root may write. */
export function readOwnSource(name: string, root: string): Promise<string | null> {
  return readInput({ file: join(root + OVERRIDES, name), what: 'template' });
}

export function packagedTemplate(name: string): Template {
  const template = PACKAGED_TEMPLATES[name];
  if (template === undefined) throw new Error(`the package has no template ${name}`);
  return template;
}

function valueOf(result: Result<Template> | null | undefined): Template | null {
  return result?.ok === true ? result.value : null;
}
