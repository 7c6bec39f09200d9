import { instantOf } from '../../core/instant';
import type { PolicyNeeds } from '../gateway/server-pods';
import { type Condition, type Reads, readsOf, sound, termsOf } from './conditions/compile';
import type { Term } from './conditions/term';
import { RequestCondition } from './request-condition';
import type { RequestEffect, RequestRule } from './request-rule';

/** A rule as the context extension carries it: its effect with its name, and its conditions. */
interface RuleData {
  readonly allow?: string;
  readonly deny?: string;
  /** The end of report mode, in seconds since 1970. */
  readonly report?: number;
  readonly when: readonly Term[];
}

/** The rules of a host as data, and what they need. */
export interface CompiledRules {
  readonly rules: readonly RuleData[];
  readonly reads: Reads;
  readonly needs: PolicyNeeds;
}

/** Rules for a host without rules of its own: every request may leave that meets the conditions of the gateway. */
export const EVERY_REQUEST: readonly RuleData[] = [{ allow: 'any', when: [] }];

/** All conditions of a rule. */
export function conditionsOf({ match: { callers, methods, paths, when = [] } }: RequestRule): readonly Condition[] {
  const ofCallers = callers && {
    node: { kind: 'term', term: { callers: callers.map(({ name }) => name) } } as const,
    mistake: undefined,
  };
  return [
    ...(ofCallers ? [ofCallers] : []),
    ...(methods ? [RequestCondition.method(...methods)] : []),
    ...(paths ? [RequestCondition.path(...paths)] : []),
    ...when,
  ];
}

/** The rules of a host. @param given - `undefined` for a host without rules of its own */
export function compileRules(given: readonly RequestRule[] | undefined): CompiledRules {
  const expressions = new Map<string, string>();
  const rules = given?.map((rule) => {
    const compiled = termsOf(sound(conditionsOf(rule)), rule.effect === 'deny');
    for (const [name, expression] of compiled.expressions) expressions.set(name, expression);
    const report = instantOf(rule.match.reportUntil);
    return { ...effectOf(rule.effect, rule.match.name), ...(report && { report: report.millis / 1000 }), when: compiled.terms };
  });
  const reads = readsOf(sound((given ?? []).flatMap(conditionsOf)));
  return { rules: rules ?? EVERY_REQUEST, reads, needs: { headers: reads.headers, expressions } };
}

function effectOf(effect: RequestEffect, name: string): Pick<RuleData, 'allow' | 'deny'> {
  return effect === 'allow' ? { allow: name } : { deny: name };
}
