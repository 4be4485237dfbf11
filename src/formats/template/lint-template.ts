// Finds names a template is not given, and constructs it must not use: what strict rendering misses or finds too late.
import Handlebars from 'handlebars';
import type { Template } from './render-template.ts';
import type { Fields } from './template-names.ts';
import { problemOf, type TemplateProblem } from './template-problem.ts';
import { lintStatements, type Found } from './lint-statements.ts';

// A template may hold tabs and line ends, no other control character.
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/;

export function lintTemplate(template: Pick<Template, 'file' | 'source'>, shape: Fields): TemplateProblem[] {
  const control = template.source.split('\n').findIndex((line) => CONTROL.test(line));
  if (control >= 0) return [{ line: control + 1, message: 'the template holds a control character' }];
  try {
    const found: Found[] = [];
    const program = Handlebars.parseWithoutProcessing(template.source.replaceAll('\r\n', '\n'));
    lintStatements(program.body, { scopes: [shape], names: new Map() }, found);
    return found.map(({ loc, message }) => ({ line: loc.start.line, column: loc.start.column + 1, message }));
  } catch (error) {
    return [problemOf(error)];
  }
}
