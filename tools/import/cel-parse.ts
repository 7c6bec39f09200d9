import { asRecord, type Json } from './json';

/** An expression as a tree: an operator (`id`, `value`, `.`, `.?`, `[]`, `call`, `rcall`, `?:`, `&&`, …) and its operands. */
export interface CelNode {
  readonly op: string;
  readonly args: unknown;
}

interface Parser {
  parse(text: string): { readonly ast: unknown };
}

let parser: Parser | undefined;

/** The package is an ES module. This CommonJS project can load it at run time, but not import it statically. */
function parserOf(): Parser {
  const { Environment } = require('@marcbachmann/cel-js') as { Environment: new (options: object) => Parser };
  parser ??= new Environment({ enableOptionalTypes: true, unlistedVariablesAreDyn: true });
  return parser;
}

/** @throws if the text is not valid CEL */
export function parseCel(text: string): CelNode {
  return asNode(parserOf().parse(text).ast);
}

export function asNode(node: Json): CelNode {
  const { op, args } = asRecord(node, 'CEL');
  return { op: String(op), args };
}

export function asNodes(nodes: Json): readonly CelNode[] {
  return (nodes as readonly Json[]).map(asNode);
}
