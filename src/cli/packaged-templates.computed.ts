// The templates of the package, compiled when stsctl is built: neither the files nor Handlebars' compiler are needed to use them.
import { readFileSync } from 'node:fs';
import { compileTemplate } from '../formats/template/compile-template.ts';
import type { Template } from '../formats/template/render-template.ts';
import { TEMPLATE_NAMES } from '../formats/template/template-names.ts';

/** By name below templates/; `file` is that name. */
export const PACKAGED_TEMPLATES: Readonly<Record<string, Template>> = Object.fromEntries(
  TEMPLATE_NAMES.map((name) => [name, compileTemplate(`templates/${name}`, readFileSync(new URL(`../../templates/${name}`, import.meta.url), 'utf8'))]),
);
