import type { ValidatingPolicySpec } from '../../../imports/policies.kyverno.io/validating-policy';
import { holds, parseCidr } from '../../../lib/core/net/cidr';

interface Evaluator {
  evaluate(expression: string, values: object): unknown;
  registerFunction(signature: string, run: (...values: never[]) => unknown): Evaluator;
  registerType(name: string, type: unknown): Evaluator;
}

class Clock {
  constructor(public readonly at: Date) {}
}

class Range {
  constructor(public readonly text: string) {}
}

/** Whether a range contains an address or a range. */
function contains({ text }: Range, other: string): boolean {
  const [outer, inner] = [parseCidr(text), parseCidr(other)];
  return outer !== undefined && inner !== undefined && holds(outer, inner);
}

/** Evaluates CEL, with the clock of Kyverno and the addresses of Kubernetes. */
function evaluatorAt(now: Date): Evaluator {
  const { Environment } = require('@marcbachmann/cel-js') as { Environment: new (options: object) => Evaluator };
  return new Environment({
    unlistedVariablesAreDyn: true,
    enableOptionalTypes: true,
    homogeneousAggregateLiterals: false,
    limits: { maxListElements: 10_000, maxMapEntries: 10_000 },
  })
    .registerType('Clock', Clock)
    .registerType('Range', Range)
    .registerFunction('Clock.now(): google.protobuf.Timestamp', () => now)
    .registerFunction('isIP(string): bool', (text: string) => !text.includes('/') && parseCidr(text) !== undefined)
    .registerFunction('isCIDR(string): bool', (text: string) => text.includes('/') && parseCidr(text) !== undefined)
    .registerFunction('cidr(string): Range', (text: string) => new Range(text))
    .registerFunction('Range.containsIP(string): bool', contains)
    .registerFunction('Range.containsCIDR(string): bool', contains);
}

/** What an admission policy knows of a request besides the object. */
export interface Request {
  readonly oldObject?: object;
  readonly request?: object;
}

/** What an admission policy does with an object: its message, `accepted`, or `not matched` with the name of the condition. */
export function verdict(spec: ValidatingPolicySpec, object: object | null, now: Date, rest: Request = {}): string {
  const evaluator = evaluatorAt(now);
  const given = { object, time: new Clock(now), ...rest };
  const failed = (spec.matchConditions ?? []).find(({ expression }) => evaluator.evaluate(expression, given) !== true);
  if (failed) return `not matched: ${failed.name}`;
  const variables = lazily(spec, (expression, known) => evaluator.evaluate(expression, { ...given, variables: known }));
  const violated = (spec.validations ?? []).find(
    ({ expression }) => evaluator.evaluate(expression, { ...given, variables }) !== true,
  );
  if (!violated) return 'accepted';
  const { message, messageExpression } = violated;
  return String(messageExpression ? evaluator.evaluate(messageExpression, { ...given, variables }) : message);
}

/** The variables, which Kyverno and the API server evaluate only if an expression needs them. */
function lazily({ variables = [] }: ValidatingPolicySpec, evaluate: (expression: string, known: object) => unknown): object {
  const known = {};
  for (const { name, expression } of variables)
    Object.defineProperty(known, name, { enumerable: true, get: () => evaluate(expression, known) });
  return known;
}
