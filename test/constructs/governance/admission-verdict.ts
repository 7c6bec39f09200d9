import type { ValidatingPolicySpec } from '../../../imports/policies.kyverno.io/validating-policy';

interface Evaluator {
  evaluate(expression: string, values: object): unknown;
  registerFunction(signature: string, run: (...values: never[]) => unknown): Evaluator;
  registerType(name: string, type: unknown): Evaluator;
}

class Clock {
  constructor(public readonly at: Date) {}
}

/** Evaluates CEL, with the clock of Kyverno. */
function evaluatorAt(now: Date): Evaluator {
  const { Environment } = require('@marcbachmann/cel-js') as { Environment: new (options: object) => Evaluator };
  return new Environment({ unlistedVariablesAreDyn: true, enableOptionalTypes: true, homogeneousAggregateLiterals: false })
    .registerType('Clock', Clock)
    .registerFunction('Clock.now(): google.protobuf.Timestamp', () => now);
}

/** What an admission policy does with an object: its message, `accepted`, or `not matched` with the name of the condition. */
export function verdict(spec: ValidatingPolicySpec, object: object, now: Date): string {
  const evaluator = evaluatorAt(now);
  const time = new Clock(now);
  const failed = (spec.matchConditions ?? []).find(({ expression }) => evaluator.evaluate(expression, { object, time }) !== true);
  if (failed) return `not matched: ${failed.name}`;
  const variables: Record<string, unknown> = {};
  for (const { name, expression } of spec.variables ?? [])
    variables[name] = evaluator.evaluate(expression, { object, time, variables });
  const violated = (spec.validations ?? []).find(
    ({ expression }) => evaluator.evaluate(expression, { object, time, variables }) !== true,
  );
  return violated ? String(violated.message) : 'accepted';
}
