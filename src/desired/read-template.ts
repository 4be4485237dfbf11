// Everything that is wrong with one template, before it is used; what compiles it comes with it.
import type { Diagnostic, Result } from '../model/diagnostic.ts';
import { compileTemplate } from '../formats/template/compile-template.ts';
import { lintTemplate } from '../formats/template/lint-template.ts';
import type { Template } from '../formats/template/render-template.ts';
import { problemOf } from '../formats/template/template-problem.ts';
import { TEMPLATE_SHAPES } from '../formats/template/template-names.ts';
import { diagnosticOf } from './policy-text.ts';

/** `name` is one of TEMPLATE_NAMES. */
export function readTemplate(name: string, file: string, source: string): Result<Template> {
  const shape = TEMPLATE_SHAPES.get(name);
  if (shape === undefined) throw new Error(`no template ${name}`);
  const diagnostics = lintTemplate({ file, source }, shape).map(({ message, ...place }): Diagnostic => diagnosticOf({ file, source }, 'template-syntax', message, place));
  if (diagnostics.length > 0) return { ok: false, diagnostics };
  try {
    return { ok: true, value: compileTemplate(file, source), warnings: [] };
  } catch (error) {
    const problem = problemOf(error);
    return { ok: false, diagnostics: [diagnosticOf({ file, source }, 'template-syntax', problem.message, problem)] };
  }
}
