// Every mutant of a file, and the file with marks that tell which of its functions a test reaches.
import { parseSync } from 'oxc-parser';
import { editsOf, type Edit, type Node } from './operators.ts';

export interface Mutant extends Edit {
  /** Below the repository. */
  readonly path: string;
  /** The innermost function around it, as the marks name it. */
  readonly reach: string;
}

export interface Marked {
  readonly mutants: readonly Mutant[];
  /** Adds a name to the set `REACHED` for each function that is entered. */
  readonly source: string;
}

/** A global of the process under test. */
export const REACHED = '__reached';

export function mutantsOf(path: string, source: string): Marked {
  const mutants: Mutant[] = [];
  const marks: { readonly at: number; readonly text: string }[] = [];
  const markOf = (reach: string) => `globalThis.${REACHED}?.add(${JSON.stringify(reach)})`;
  walk(parseSync(path, source).program as unknown as Node, path, (node, around) => {
    mutants.push(...editsOf(node, source).map((edit) => ({ ...edit, path, reach: around })));
    const body = node['body'] as Node | undefined;
    if (!isFunction(node) || body === undefined || body === null) return around;
    const reach = `${path}:${node.start}`;
    if (body.type === 'FunctionBody' || body.type === 'BlockStatement') marks.push({ at: body.start + 1, text: `${markOf(reach)};` });
    else marks.push({ at: body.start, text: `(${markOf(reach)},` }, { at: body.end, text: ')' });
    return reach;
  });
  const marked = marks.sort((a, b) => b.at - a.at).reduce((text, { at, text: mark }) => text.slice(0, at) + mark + text.slice(at), source);
  return { mutants, source: `${markOf(path)};${marked}` };
}

function isFunction({ type }: Node): boolean {
  return type === 'FunctionDeclaration' || type === 'FunctionExpression' || type === 'ArrowFunctionExpression';
}

/** Types are nothing at run time. */
const WITH_VALUES = new Set(['TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression']);

function walk(node: Node, around: string, visit: (node: Node, around: string) => string): void {
  if ((node.type.startsWith('TS') && !WITH_VALUES.has(node.type)) || node.type === 'ImportDeclaration') return;
  const inside = visit(node, around);
  for (const value of Object.values(node)) for (const each of Array.isArray(value) ? value : [value]) if (isNode(each)) walk(each, inside, visit);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string' && 'start' in value;
}
