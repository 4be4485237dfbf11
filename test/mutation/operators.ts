// What a mutant says instead of the source, by the kind of a node of its syntax tree (ESTree). Texts of messages are left alone: the tests hold to
// what they must name, not to their words.

export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const OPERATORS: Readonly<Record<string, string>> = {
  '<': '<=', '<=': '<', '>': '>=', '>=': '>', '===': '!==', '!==': '===', '+': '-', '-': '+', '*': '/', '/': '*', '%': '*', '&': '|', '|': '&', '<<': '>>', '>>': '<<', '&&': '||', '||': '&&', '??': '&&',
};
const METHODS: Readonly<Record<string, string>> = { some: 'every', every: 'some', startsWith: 'endsWith', endsWith: 'startsWith', find: 'findLast', findLast: 'find', indexOf: 'lastIndexOf', min: 'max', max: 'min', toLowerCase: 'toUpperCase', floor: 'ceil', ceil: 'floor' };
/** Left out with their arguments. */
const DROPPED = new Set(['sort', 'reverse', 'filter', 'trim', 'trimEnd', 'slice', 'toSorted', 'toReversed']);

/** Every edit of this node alone, not of what is in it. */
export function editsOf(node: Node, source: string): Edit[] {
  const whole = (text: string): Edit => ({ start: node.start, end: node.end, text });
  switch (node.type) {
    case 'BinaryExpression':
    case 'LogicalExpression':
      return operator(node, source);
    case 'UnaryExpression':
      return node['operator'] === '!' ? [{ start: node.start, end: node.start + 1, text: '' }] : [];
    case 'IfStatement':
    case 'ConditionalExpression':
      return ['true', 'false'].map((text) => ({ ...rangeOf(node['test'] as Node), text }));
    case 'Literal':
      return literal(node['value']).map(whole);
    case 'CallExpression':
      return call(node, source);
    case 'ExpressionStatement':
      return (node['expression'] as Node).type === 'CallExpression' ? [whole(';')] : [];
    case 'ArrayExpression':
      return (node['elements'] as unknown[]).length > 0 ? [whole('[]')] : [];
    case 'FunctionBody':
      return (node['body'] as unknown[]).length > 0 ? [whole('{}')] : [];
    default:
      return [];
  }
}

function rangeOf({ start, end }: Node): { readonly start: number; readonly end: number } {
  return { start, end };
}

function operator(node: Node, source: string): Edit[] {
  const [left, right, name] = [node['left'] as Node, node['right'] as Node, String(node['operator'])];
  const text = OPERATORS[name];
  // Of texts there is no difference.
  if (text === undefined || (name === '+' && [left, right].some(isText))) return [];
  const start = source.indexOf(name, left.end);
  return [{ start, end: start + name.length, text }];
}

function isText({ type, value }: Node): boolean {
  return type === 'TemplateLiteral' || typeof value === 'string';
}

function literal(value: unknown): string[] {
  if (typeof value === 'boolean') return [String(!value)];
  return typeof value === 'number' ? [String(value + 1)] : [];
}

function call(node: Node, source: string): Edit[] {
  const callee = node['callee'] as Node;
  const [object, property] = [callee['object'] as Node | undefined, callee['property'] as Node | undefined];
  if (callee.type !== 'MemberExpression' || object === undefined || property?.type !== 'Identifier') return [];
  const name = String(property['name']);
  if (DROPPED.has(name)) return [{ start: object.end, end: node.end, text: '' }];
  const other = METHODS[name];
  return other === undefined ? [] : [{ start: property.start, end: property.end, text: source.slice(property.start, property.end).replace(name, other) }];
}
