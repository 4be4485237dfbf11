// Renders one Handlebars template: every name must be known, nothing is escaped.
import Handlebars from 'handlebars';
import type { Bytes } from '../../model/bytes.ts';
import { quoteString } from './quote-string.ts';
import { problemOf, type TemplateProblem } from './template-problem.ts';

export interface Template {
  readonly file: string;
  readonly source: string;
}

export type RenderedTemplate = { readonly ok: true; readonly text: Bytes } | { readonly ok: false; readonly problem: TemplateProblem };

// An instance of our own: nobody else's partials and names.
const engine = Handlebars.create();
engine.registerHelper('quote', (value: unknown) => quoteString(value));

type Render = (context: unknown) => string;
const compiled = new WeakMap<Template, Render>();

export function renderTemplate(template: Template, context: Readonly<Record<string, unknown>>): RenderedTemplate {
  try {
    const text = renderOf(template)(context);
    return { ok: true, text: Buffer.from(text, 'utf8').toString('latin1') };
  } catch (error) {
    return { ok: false, problem: problemOf(error) };
  }
}

/** Compiled once; a thousand domains render the same template. */
function renderOf(template: Template): Render {
  const known = compiled.get(template);
  if (known) return known;
  const source = template.source.replaceAll('\r\n', '\n');
  const render = engine.compile(source, { strict: true, noEscape: true, knownHelpersOnly: true, knownHelpers: { quote: true } });
  compiled.set(template, render);
  return render;
}
