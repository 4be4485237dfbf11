// Walks the statements of a template with the values in reach at each place.
import { nameProblem, shapeAt, type Scope } from './lint-paths.ts';
import type { Shape } from './template-names.ts';

export interface Found {
  readonly loc: hbs.AST.SourceLocation;
  readonly message: string;
}

type Lint = (statement: never, scope: Scope, found: Found[]) => void;

const STATEMENTS: Readonly<Record<string, Lint>> = {
  ContentStatement: () => {},
  CommentStatement: () => {},
  MustacheStatement: lintMustache,
  BlockStatement: lintBlock,
};

export function lintStatements(statements: readonly hbs.AST.Statement[], scope: Scope, found: Found[]): void {
  for (const statement of statements) {
    const lint = STATEMENTS[statement.type];
    if (lint) lint(statement as never, scope, found);
    else found.push({ loc: statement.loc, message: 'partials and decorators are not for these templates' });
  }
}

/** {{name}} or {{quote name}}. */
function lintMustache(statement: hbs.AST.MustacheStatement, scope: Scope, found: Found[]): void {
  const { path, params, hash, loc } = statement;
  if (params.length === 0 && !hash) return lintValue(path as hbs.AST.Expression, scope, found);
  const isQuote = (path as hbs.AST.PathExpression).original === 'quote' && params.length === 1 && !hash;
  if (isQuote) lintValue(params[0] as hbs.AST.Expression, scope, found);
  else found.push({ loc, message: `"${String((path as hbs.AST.PathExpression).original)}" is unknown here; use quote with one name, or a name alone` });
}

function lintValue(expression: hbs.AST.Expression, scope: Scope, found: Found[]): void {
  if (expression.type.endsWith('Literal')) return;
  const shape = lintName(expression, scope, found);
  if (shape !== null && typeof shape !== 'string') found.push({ loc: expression.loc, message: 'this is not one value; use {{#each}} or a name inside it' });
}

/** Null when it found something wrong. */
function lintName(expression: hbs.AST.Expression, scope: Scope, found: Found[]): Shape | null {
  const problem = nameProblem(expression, scope);
  if (problem !== null) found.push({ loc: expression.loc, message: problem });
  return problem === null ? shapeAt(expression as hbs.AST.PathExpression, scope) : null;
}

/** {{#if}}, {{#unless}}, {{#each}}, {{#with}} and nothing else. */
function lintBlock(block: hbs.AST.BlockStatement, scope: Scope, found: Found[]): void {
  const name = String(block.path.original);
  const inner = BLOCKS[name];
  const [param] = block.params;
  if (!inner || !param || block.params.length > 1) {
    found.push({ loc: block.loc, message: `block "${name}" is unknown here; use if, unless, each or with, and one name` });
    return;
  }
  const shape = lintName(param, scope, found);
  if (shape !== null) {
    const within = inner(shape, scope, block.program?.blockParams ?? []);
    if (within) lintStatements(block.program?.body ?? [], within, found);
    else found.push({ loc: param.loc, message: `${name} needs a list` });
  }
  lintStatements(block.inverse?.body ?? [], scope, found);
}

type Inner = (shape: Shape, scope: Scope, names: readonly string[]) => Scope | null;

const same: Inner = (_, scope) => scope;

const BLOCKS: Readonly<Record<string, Inner>> = Object.assign(Object.create(null) as Record<string, Inner>, {
  if: same,
  unless: same,
  each: (shape, scope, names) => (typeof shape === 'object' && 'list' in shape ? within(shape.list, scope, names) : null),
  with: (shape, scope, names) => within(shape, scope, names),
} satisfies Record<string, Inner>);

/** `as |item index|` names the value and its number. */
function within(shape: Shape, { scopes, names }: Scope, [item, index]: readonly string[]): Scope {
  const more: [string, Shape][] = [...(item ? [[item, shape] as [string, Shape]] : []), ...(index ? [[index, 'text'] as [string, Shape]] : [])];
  return { scopes: [...scopes, shape], names: new Map([...names, ...more]) };
}
