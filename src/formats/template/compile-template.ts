// From the text of a template to a program; whole Handlebars is loaded for it, so only where a template is not compiled yet.
import Handlebars from 'handlebars';
import type { Template } from './render-template.ts';

/** Throws what Handlebars throws for what it can't read; lintTemplate tells it with its place. */
export function compileTemplate(file: string, source: string): Template {
  const program = Handlebars.precompile(source.replaceAll('\r\n', '\n'), { strict: true, noEscape: true, knownHelpersOnly: true, knownHelpers: { quote: true } });
  return { file, source, program: String(program) };
}
