import { brandOf, CONDITION } from '../../../core/brand';
import { fnv1a } from '../../../core/fnv1a';
import { isObject } from '../../../core/shapes';
import { celOfTerm, strict, type Term } from './term';

/** What a request must have for a condition: plain data, so that conditions of another copy of this package can be read. */
export type ConditionNode =
  | { readonly kind: 'term'; readonly term: Term; readonly reads?: Partial<Reads> }
  | { readonly kind: 'all' | 'any' | 'not'; readonly of: readonly Condition[] }
  | { readonly kind: 'cel'; readonly expression: string; readonly reads?: Partial<Reads> };

/** A `RequestCondition`. */
export interface Condition {
  readonly node: ConditionNode;
  readonly mistake: string | undefined;
}

/** What conditions read of a request. */
export interface Reads {
  /** Whether they read the path, which must then have one meaning. */
  readonly path: boolean;
  /** The query parameters, which a request must then send once. */
  readonly query: readonly string[];
  /** The headers, in lower case, which the gateway must forward to the server. */
  readonly headers: readonly string[];
  readonly body: boolean;
}

/** Conditions of a rule, all of which must hold, and the expressions that the policy needs for them. */
export interface CompiledTerms {
  readonly terms: readonly Term[];
  /** The expressions by the names that the terms have for them. */
  readonly expressions: ReadonlyMap<string, string>;
}

const KINDS: readonly unknown[] = ['term', 'all', 'any', 'not', 'cel'];

/** Whether a value is a condition, of this copy of the package or of another one. */
export function isCondition(given: unknown): given is Condition {
  if (brandOf(given, CONDITION) === undefined) return false;
  const { node } = given as Partial<Condition>;
  return (
    isObject(node) && KINDS.includes(node.kind) && (!('of' in node) || (Array.isArray(node.of) && node.of.every(isCondition)))
  );
}

/** The mistakes of a condition and of those inside it. */
export function mistakesOf({ node, mistake }: Condition): string[] {
  const inside = 'of' in node ? node.of.flatMap(mistakesOf) : [];
  return mistake === undefined ? inside : [mistake, ...inside];
}

/** In place of conditions with mistakes, which stop synthesis, one that never holds. */
export function sound(conditions: readonly Condition[]): Condition[] {
  const never: Condition = { node: { kind: 'cel', expression: 'false' }, mistake: undefined };
  return conditions.map((each) => (mistakesOf(each).length > 0 ? never : each));
}

/** What conditions read. */
export function readsOf(conditions: readonly Condition[]): Reads {
  const found = conditions.map(({ node }): Partial<Reads> => ('of' in node ? readsOf(node.of) : (node.reads ?? {})));
  const union = (key: 'query' | 'headers') => [...new Set(found.flatMap((each) => each[key] ?? []))].sort();
  const some = (key: 'path' | 'body') => found.some((each) => each[key]);
  return { path: some('path'), query: union('query'), headers: union('headers'), body: some('body') };
}

/**
 * A condition as one expression.
 *
 * @param denies whether a request is refused if it holds: then one of the values of a header that was sent twice is enough
 */
export function celOf({ node }: Pick<Condition, 'node'>, denies = false): string {
  switch (node.kind) {
    case 'term':
      return celOfTerm(denies ? strict(node.term) : node.term);
    case 'cel':
      return node.expression;
    case 'not':
      return `!(${node.of.map((each) => celOf(each, !denies)).join(' && ')})`;
    default:
      return joined(node.of, node.kind, denies);
  }
}

function joined(conditions: readonly Condition[], kind: 'all' | 'any', denies: boolean): string {
  const [operator, none] = kind === 'all' ? [' && ', 'true'] : [' || ', 'false'];
  const parts = conditions.map((each) => celOf(each, denies));
  if (parts.length < 2) return parts[0] ?? none;
  return parts.map((part) => `(${part})`).join(operator);
}

/** Conditions as terms. What terms cannot say becomes an expression of the policy, to which a term refers by its name. */
export function termsOf(conditions: readonly Condition[], denies: boolean): CompiledTerms {
  const expressions = new Map<string, string>();
  const terms = conditions.flatMap(({ node }): readonly Term[] => {
    if (node.kind === 'all') {
      const inside = termsOf(node.of, denies);
      for (const [name, expression] of inside.expressions) expressions.set(name, expression);
      return inside.terms;
    }
    if (node.kind === 'term') return [denies ? strict(node.term) : node.term];
    const expression = celOf({ node }, denies);
    const name = `c${fnv1a(expression).toString(16).padStart(8, '0')}`;
    expressions.set(name, expression);
    return [{ cel: name }];
  });
  return { terms, expressions };
}
