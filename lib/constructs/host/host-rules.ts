import type { HTTPRouteMatch, HTTPRouteRule } from '../../../imports/gateway.networking.k8s.io/http-route';
import type { Draft } from '../../core/draft';
import type { Decision } from '../gateway/decision';
import type { ObjectRef } from './destination';
import type { Resilience } from './resilience';

const READ_METHODS = ['GET', 'HEAD'] as const;

/** Where the route of a host leads, and under which decision. */
export interface RuleParts {
  readonly host: string;
  readonly decision: Decision | undefined;
  readonly backendRef: ObjectRef & { readonly port?: number };
  readonly resilience: Resilience;
}

/** The rules that forward requests with the decision and refuse all others. Without a decision, they forward all requests. */
export function hostRules({ host, decision, backendRef, resilience }: RuleParts): HTTPRouteRule[] {
  const timeouts = resilience.routeTimeouts;
  const match = decision?.matchFor(host);
  const rule = (name: string, matches: readonly HTTPRouteMatch[]): HTTPRouteRule => {
    const made: Draft<HTTPRouteRule> = { backendRefs: [backendRef] };
    if (decision) made.filters = [decision.strip];
    if (matches.length > 0) made.matches = matches;
    made.name = name;
    if (timeouts) made.timeouts = timeouts;
    return made;
  };
  const rules = [rule('decided', match ? [match] : [])];
  if (resilience.forReads)
    rules.unshift(
      rule(
        'reads',
        READ_METHODS.map((method) => ({ ...match, method })),
      ),
    );
  if (decision) rules.push(decision.refusal);
  return rules;
}
