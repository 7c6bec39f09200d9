import type { Code, Scope } from './cel-code';
import { asNode, asNodes, type CelNode } from './cel-parse';

type Translate = (node: CelNode, scope: Scope) => Code;

/** The paths that must exist when a condition evaluates to `wanted`: `has(self.a)` proves that `self.a` exists. */
export function factsOf(node: CelNode, wanted: boolean, scope: Scope, translate: Translate): readonly string[] {
  if (node.op === '!_') return factsOf(asNode(node.args), !wanted, scope, translate);
  if (node.op === (wanted ? '&&' : '||')) return asNodes(node.args).flatMap((each) => factsOf(each, wanted, scope, translate));
  const fact = wanted ? hasFact(node, scope, translate) : undefined;
  return fact ? [fact] : sizeFacts(node, wanted, scope, translate);
}

function hasFact(node: CelNode, scope: Scope, translate: Translate): string | undefined {
  if (node.op !== 'call' || (node.args as readonly unknown[])[0] !== 'has') return undefined;
  const [argument] = asNodes((node.args as readonly unknown[])[1]);
  return argument && translate(argument, scope).path;
}

/** `size(x) > 2` proves that `x[0]`, `x[1]` and `x[2]` exist. */
function sizeFacts({ op, args }: CelNode, wanted: boolean, scope: Scope, translate: Translate): readonly string[] {
  const known = wanted ? { '>': 1, '>=': 0, '==': 0 } : { '<=': 1, '<': 0, '!=': 0 };
  const more = known[op as keyof typeof known];
  if (more === undefined) return [];
  const [left, right] = asNodes(args);
  const path = left && sizedPath(left, scope, translate);
  const bound = right && translate(right, scope).value;
  if (path === undefined || typeof bound !== 'number') return [];
  return Array.from({ length: Math.min(bound + more, 64) }, (_, index) => `${path}[${index}]`);
}

function sizedPath({ op, args }: CelNode, scope: Scope, translate: Translate): string | undefined {
  const [first, second] = args as readonly unknown[];
  const target =
    op === 'rcall' && first === 'size' ? second : op === 'call' && first === 'size' ? (second as unknown[])[0] : undefined;
  const sized = target === undefined ? undefined : translate(asNode(target), scope);
  return sized?.type.kind === 'list' ? sized.path : undefined;
}
