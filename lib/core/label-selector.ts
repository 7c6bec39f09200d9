import { every, type Verdict } from './verdict';

/** A label selector of Kubernetes: all labels and all expressions must match. An empty selector selects everything. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly LabelExpression[];
}

/** An expression of a label selector. `operator` is `In`, `NotIn`, `Exists` or `DoesNotExist`. */
export interface LabelExpression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

export type Labels = Readonly<Record<string, string>>;

/** Whether a selector matches labels. `NotIn` and `DoesNotExist` match absent labels, as in Kubernetes. */
export function selects(selector: LabelSelector, labels: Labels): boolean {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  for (const key in matchLabels) if (labels[key] !== matchLabels[key]) return false;
  return matchExpressions.every((expression) => matches(expression, labels[expression.key]));
}

/** Whether a selector matches an object that has these labels and may have others; `undefined` if it depends on the others. */
export function maySelect(selector: LabelSelector, labels: Labels): Verdict {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  const equal = Object.entries(matchLabels).map(([key, value]) => (key in labels ? labels[key] === value : undefined));
  const more = matchExpressions.map((expression) =>
    expression.key in labels ? matches(expression, labels[expression.key]) : undefined,
  );
  return every([...equal, ...more]);
}

function matches({ operator, values = [] }: LabelExpression, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}
