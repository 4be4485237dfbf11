// Whether a name in a template leads to something the template is given.
import type { Shape } from './template-names.ts';

/** Values in reach: the outermost first, and those a block has named. */
export interface Scope {
  readonly scopes: readonly Shape[];
  readonly names: ReadonlyMap<string, Shape>;
}

const LOOP_NAMES: ReadonlySet<string> = new Set(['index', 'first', 'last', 'key']);

export function nameProblem(expression: hbs.AST.Expression, scope: Scope): string | null {
  if (expression.type !== 'PathExpression') return 'a name is needed here';
  const path = expression as hbs.AST.PathExpression;
  if (shapeAt(path, scope) !== null) return null;
  return `"${path.original}" is not among what this template is given; it has ${knownNames(scope)}`;
}

/** Null where the path leads nowhere. */
export function shapeAt(path: hbs.AST.PathExpression, { scopes, names }: Scope): Shape | null {
  const parts = path.parts as string[];
  if (path.data) return parts[0] === 'root' ? follow(scopes[0], parts.slice(1)) : loopName(parts, scopes);
  const named = path.depth === 0 && !/^(?:this\b|\.)/.test(path.original) ? names.get(parts[0] ?? '') : undefined;
  if (named !== undefined) return follow(named, parts.slice(1));
  return follow(scopes.at(-1 - path.depth), parts);
}

function loopName(parts: readonly string[], scopes: readonly Shape[]): Shape | null {
  return scopes.length > 1 && parts.length === 1 && LOOP_NAMES.has(parts[0] ?? '') ? 'flag' : null;
}

function follow(from: Shape | undefined, parts: readonly string[]): Shape | null {
  let shape = from;
  for (const part of parts) {
    if (shape === undefined || typeof shape === 'string' || !('fields' in shape) || !Object.hasOwn(shape.fields, part)) return null;
    shape = shape.fields[part];
  }
  return shape ?? null;
}

function knownNames({ scopes, names }: Scope): string {
  const here = scopes.at(-1);
  const fields = here !== undefined && typeof here === 'object' && 'fields' in here ? Object.keys(here.fields) : ['this'];
  return [...fields, ...names.keys()].join(', ');
}
