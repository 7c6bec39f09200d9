import type { Listener } from './gateways';
import type { Policies } from './policies';
import { backendScope, listenerScopes, type PolicyLevel, type PolicyScope, ruleScope, type TrafficPolicy } from './policy-levels';
import { type BackendUse, leadsOut, type RouteRule } from './routes';

/** What decides on the requests of one listener that match one rule of a route. */
export interface Authorization {
  /** The policies with `extAuth` that count, from the least to the most specific: Gateway, listener, route or rule, backend. */
  readonly policies: readonly TrafficPolicy[];
  /** The first policy that disables authorization. Once disabled in one scope, the policies of others cannot enable it again. */
  readonly disabledBy?: TrafficPolicy;
  /** Whether a policy requires authorization and no policy disables it. */
  readonly required: boolean;
}

/**
 * The authorization by the policies of some scopes, as kgateway merges them (measured, facts kgateway.md §12.1). Each scope has
 * its own `extAuth`: those of the Gateway, the listener, the route with its rule, and the backend add up.
 *
 * @param scopes from the least to the most specific
 */
export function authorizationBy(scopes: readonly PolicyScope[]): Authorization {
  const policies = scopes.flatMap(decidingIn);
  const disabledBy = policies.find(({ spec }) => spec.extAuth?.disable !== undefined);
  const required = policies.some(({ spec }) => spec.extAuth?.extensionRef !== undefined);
  return disabledBy ? { policies, disabledBy, required: false } : { policies, required };
}

/** The policies of the most specific level with `extAuth`. If there are several, the oldest counts, which is not known. */
function decidingIn(scope: PolicyScope): PolicyLevel {
  const decides = ({ spec }: TrafficPolicy) => spec.extAuth !== undefined;
  return scope.find((level) => level.some(decides))?.filter(decides) ?? NONE;
}

const NONE: PolicyLevel = [];

/**
 * The authorization of a rule of a route at a listener. If its backends differ, that of the requests that are decided least.
 *
 * @param via the rules that delegate to the route, whose policies apply too
 */
export function authorizationOf(
  rule: RouteRule,
  listener: Listener,
  policies: Policies,
  via: readonly RouteRule[] = [],
): Authorization {
  const scopes = [...listenerScopes(listener, policies), ruleScope(rule, policies, via)];
  const shares = sharesOf(rule).map((backend) => authorizationBy([...scopes, backendScope(backend)]));
  const [first] = shares;
  if (!first) return authorizationBy(scopes);
  const least = shares.find(({ required, disabledBy }) => !required && !disabledBy) ?? shares.find(({ required }) => !required);
  return { ...(least ?? first), policies: [...new Set(shares.flatMap((share) => share.policies))] };
}

/** If backends have policies of their own: those whose requests leave. A mirror outside gets the requests of all backends. */
function sharesOf({ backends }: RouteRule): readonly BackendUse[] {
  if (!backends.some(hasPolicy)) return [];
  const receiving = backends.filter(({ isMirror }) => !isMirror);
  return backends.some((backend) => backend.isMirror && leadsOut(backend)) ? receiving : receiving.filter(leadsOut);
}

function hasPolicy({ extensions }: Pick<RouteRule, 'extensions'>): boolean {
  return extensions.some(({ policy }) => policy !== undefined);
}

/** Whether filters of a rule or of its backends attach policies, which can change what decides at the listener. */
export function hasOwnPolicies(rule: RouteRule): boolean {
  return hasPolicy(rule) || rule.backends.some(hasPolicy);
}
