import { CelError } from '../syntax/cel-error';
import type { CelExpression } from '../syntax/expression';
import { parseCel } from '../syntax/parser';
import { checkTypes } from '../typing/checker';
import { POLICY_VARIABLES, REQUEST_ENVIRONMENT } from './request-environment';

/** Why an expression is no condition on a request: it does not compile, or is not of type bool; `undefined` if it is one. */
export function conditionProblem(text: string): string | undefined {
  try {
    const { problems, unknown, type } = checkTypes(parseCel(text), REQUEST_ENVIRONMENT, {
      message: POLICY_VARIABLES,
      types: new Map(),
    });
    if (problems[0]) return problems[0].message;
    if (unknown[0] !== undefined) return `${unknown[0]} is unknown`;
    return type.key === 'bool' ? undefined : `expected bool, got ${type.key}`;
  } catch (error) {
    if (error instanceof CelError) return error.message;
    throw error;
  }
}

/** The headers that an expression reads by name, in lower case; `undefined` if it reads headers whose names are not in its text. */
export function headersRead(text: string): readonly string[] | undefined {
  const found = new Set<string>();
  let isOpen = false;
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const name = headerOf(node as CelExpression);
    if (name !== undefined) found.add(name.toLowerCase());
    else if (isHeaders(node)) isOpen = true;
    else for (const inside of Object.values(node)) visit(inside);
  };
  visit(parseCel(text));
  return isOpen ? undefined : [...found];
}

const isHeaders = (node: unknown) => {
  const { kind, field } = node as { kind?: unknown; field?: unknown };
  return kind === 'select' && field === 'headers';
};

/** The name in `headers["a"]`, `headers[?"a"]`, `"a" in headers`, `headers.a` and `has(headers.a)`. */
function headerOf(node: CelExpression): string | undefined {
  if (node.kind === 'select' && isHeaders(node.operand)) return node.field;
  if (node.kind !== 'call' || node.args.length !== 2) return undefined;
  const [map, name] = node.name === '@in' ? [node.args[1], node.args[0]] : node.args;
  const isRead = ['@in', '_[_]', '_[?_]', '_?._'].includes(node.name);
  return isRead && isHeaders(map) && name?.kind === 'literal' && name.type === 'string' ? name.value : undefined;
}
