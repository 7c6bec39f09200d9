import type { CelExpression } from '../syntax/expression';

/** What an expression of a policy can answer. `unknown`: something that its text does not show. */
export type Answer = 'allow' | 'answer' | 'deny' | 'null' | 'unknown';

/** The expressions of what names stand for: the variables of the policy, and what `cel.bind` binds. */
export type Meanings = ReadonlyMap<string, CelExpression>;

const MOST_STEPS = 100;

/** What an expression can answer, over all requests whose evaluation does not fail. */
export function answersOf(expression: CelExpression, meanings: Meanings, steps = MOST_STEPS): ReadonlySet<Answer> {
  const follow = (next: CelExpression, names = meanings) => answersOf(next, names, steps - 1);
  if (steps === 0) return new Set(['unknown']);
  switch (expression.kind) {
    case 'literal':
      return new Set([expression.type === 'null_type' ? 'null' : 'unknown']);
    case 'message':
      return new Set(['answer']);
    case 'call':
      return ofCall(expression, follow);
    case 'fold': {
      const { element, total, start, result } = expression;
      return element === '#unused' ? follow(result, new Map([...meanings, [total, start]])) : new Set(['unknown']);
    }
    default: {
      const meaning = meanings.get(nameOf(expression));
      return meaning ? follow(meaning) : new Set(['unknown']);
    }
  }
}

type Follow = (next: CelExpression) => ReadonlySet<Answer>;

function ofCall(call: CelExpression & { readonly kind: 'call' }, follow: Follow): ReadonlySet<Answer> {
  const { name, target, args } = call;
  if (name === '_?_:_') return new Set(args.slice(1).flatMap((branch) => [...follow(branch)]));
  if (!target) return new Set(['unknown']);
  const isEnvoy = target.kind === 'identifier' && target.name === 'envoy';
  if (isEnvoy) return new Set([name === 'Allowed' ? 'allow' : name === 'Denied' ? 'deny' : 'unknown']);
  return name === 'Response' || /^With(?:out)?[A-Z]/.test(name) ? follow(target) : new Set(['unknown']);
}

function nameOf(expression: CelExpression): string {
  if (expression.kind === 'identifier') return expression.name;
  if (expression.kind !== 'select' || expression.operand.kind !== 'identifier') return '';
  return `${expression.operand.name}.${expression.field}`;
}

/**
 * Whether every request is answered, and some can be denied; `undefined` if unknown. The first answer that is
 * not null counts.
 */
export function decidesAll(validations: readonly ReadonlySet<Answer>[]): boolean | undefined {
  const last = validations.findIndex((answers) => !answers.has('null') && !answers.has('unknown'));
  const reached = new Set(validations.slice(0, last < 0 ? validations.length : last + 1).flatMap((answers) => [...answers]));
  if (reached.has('unknown')) return last < 0 || !reached.has('deny') ? undefined : true;
  return last >= 0 && (reached.has('deny') || reached.has('answer'));
}
