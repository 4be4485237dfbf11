// Renders one Handlebars template: every name must be known, nothing is escaped. It needs Handlebars' runtime alone.
import Handlebars from 'handlebars/runtime.js';
import type { Bytes } from '../../model/bytes.ts';
import { quoteString } from './quote-string.ts';
import { problemOf, type TemplateProblem } from './template-problem.ts';

export interface Template {
  readonly file: string;
  readonly source: string;
  /** A JavaScript expression, as Handlebars' compiler makes it (compile-template.ts). */
  readonly program: string;
}

export type RenderedTemplate = { readonly ok: true; readonly text: Bytes } | { readonly ok: false; readonly problem: TemplateProblem };

// An instance of our own: nobody else's partials and names.
const engine = Handlebars.create();
engine.registerHelper('quote', (value: unknown) => quoteString(value));

type Render = (context: unknown) => string;
const ready = new WeakMap<Template, Render>();

export function renderTemplate(template: Template, context: Readonly<Record<string, unknown>>): RenderedTemplate {
  try {
    const text = renderOf(template)(context);
    return { ok: true, text: Buffer.from(text, 'utf8').toString('latin1') };
  } catch (error) {
    return { ok: false, problem: problemOf(error) };
  }
}

/** Made once; a thousand domains render the same template. */
function renderOf(template: Template): Render {
  const known = ready.get(template);
  if (known) return known;
  // What Handlebars' own compile() does with it.
  const render = engine.template(new Function(`return ${template.program}`)() as TemplateSpecification);
  ready.set(template, render);
  return render;
}
