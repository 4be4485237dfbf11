// Everything that is wrong with the templates, before one of them is used.
import type { Templates } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { lintTemplate } from '../formats/template/lint-template.ts';
import { TEMPLATE_SHAPES } from '../formats/template/template-names.ts';
import { diagnosticOf } from './policy-text.ts';

export function lintTemplates(templates: Templates): Diagnostic[] {
  return [...TEMPLATE_SHAPES].flatMap(([name, shape]) => {
    const template = templates.get(name);
    if (template === undefined) return [];
    return lintTemplate(template, shape).map(({ message, ...place }) => diagnosticOf(template, 'template-syntax', message, place));
  });
}
