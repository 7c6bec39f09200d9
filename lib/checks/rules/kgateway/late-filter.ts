import { objectName } from '../../../core/format-finding';
import { oncePer } from '../../../core/group-by';
import { KIND } from '../../../core/kinds';
import { memoizePerObject } from '../../../core/memo';
import type { EgressGraph, Listener, Route } from '../../graph';
import { asksForDecision, isOpenToUndecided } from '../../graph/decision-match';
import { listenerScopes, type PolicyScope, ruleScope, type TrafficPolicy } from '../../graph/policy-levels';
import type { Rule } from '../base/rule';

type Field = keyof TrafficPolicy['spec'];

/** The fields whose filters kgateway adds to the listener disabled, and enables on the routes that have the field. */
const FIELDS: readonly Field[] = [
  ...(['acl', 'apiKeyAuth', 'basicAuth', 'buffer', 'compression', 'cors', 'csrf', 'extProc', 'faultInjection'] as const),
  ...(['headerModifiers', 'jwtAuth', 'rateLimit', 'transformation'] as const),
];

/** A setting of requests with a decision only: Envoy chooses the filters of a request before it has one. */
export const lateFilter: Rule = {
  id: 'kgateway/late-filter',
  severity: 'error',
  summary: 'the setting has no effect: Envoy chooses the filters of a request before the decision, by a rule that lacks it',
  *check({ graph }) {
    const targeted = new Set(
      graph.policies
        .targets(KIND.TrafficPolicy)
        .filter(isOfRule)
        .map(({ policy }) => policy),
    );
    if (targeted.size === 0) return;
    const missed = graph.egressRoutes.flatMap((route) => missedIn(route, targeted, graph));
    for (const { policy, field, rule, first } of oncePer(missed, (one) => `${objectName(one.policy)} ${one.field}`)) {
      yield {
        object: policy,
        path: ['spec', field],
        got: `set for the rule ${rule.name} of ${objectName(rule.route.object)}, whose requests match the rule ${first.name ?? 'without a name'} at first`,
        allowed: 'the field on both rules, or on the whole route; the value of the rule that is chosen last counts',
        fix: `set ${field} for the rule of requests without a decision too, or for the whole route`,
      };
    }
  },
};

function isOfRule({
  policy,
  sectionName,
}: {
  readonly policy: TrafficPolicy;
  readonly sectionName: string | undefined;
}): boolean {
  return sectionName !== undefined && FIELDS.some((field) => policy.spec[field] !== undefined);
}

/** The fields of policies of rules with a decision that no rule without one has. */
function missedIn(route: Route, targeted: ReadonlySet<TrafficPolicy>, { policies }: EgressGraph) {
  const first = route.rules.find((rule) => isOpenToUndecided(rule) && rule.backends.length === 0);
  if (!first) return [];
  const ofListeners = memoizePerObject((listener: Listener) => listenerScopes(listener, policies).flat(2));
  const before = [
    ...policiesIn(ruleScope(first, policies)),
    ...route.served.flatMap(({ listeners }) => listeners.flatMap((listener) => ofListeners(listener))),
  ];
  const late = route.rules.filter((rule) => asksForDecision(rule) && !isOpenToUndecided(rule));
  return late.flatMap((rule) =>
    policiesIn(ruleScope(rule, policies))
      .filter((policy) => targeted.has(policy))
      .flatMap((policy) => fieldsOf(policy).map((field) => ({ policy, field, rule, first })))
      .filter(({ field }) => !before.some(({ spec }) => spec[field] !== undefined)),
  );
}

function policiesIn(scope: PolicyScope): TrafficPolicy[] {
  return scope.flat();
}

function fieldsOf({ spec }: TrafficPolicy): Field[] {
  return FIELDS.filter((field) => spec[field] !== undefined);
}
