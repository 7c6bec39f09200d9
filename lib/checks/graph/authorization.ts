import { KIND } from '../../core/kinds';
import type { Listener } from './gateways';
import type { Policies, PolicyTarget } from './policies';
import type { Route, RouteRule } from './routes';

type TrafficTarget = PolicyTarget<'gateway.kgateway.dev/TrafficPolicy'>;

/** What decides on the requests of one listener that match one rule of a route. */
export interface Authorization {
  /** The policies with `extAuth`, from the least to the most specific: Gateway, listener, route, rule. */
  readonly policies: readonly TrafficTarget[];
  /** The first policy that disables authorization. Once disabled at any level, more specific policies cannot enable it again. */
  readonly disabledBy?: TrafficTarget;
  /** Whether a policy requires authorization and no policy disables it. */
  readonly required: boolean;
}

/**
 * The authorization of a rule of a route at a listener, as kgateway merges TrafficPolicies (measured, facts kgateway.md §12.1).
 * The result lists all policies of one level. kgateway orders them by age, but manifests do not contain creation times.
 */
export function authorizationOf({ route, name }: RouteRule, { gateway, spec }: Listener, policies: Policies): Authorization {
  const found: TrafficTarget[] = [];
  addSection(found, policies.authorizing(KIND.Gateway, gateway.namespace, gateway.name), spec.name);
  addSection(found, policies.authorizing(routeKey(route), route.namespace, route.name), name);
  const disabledBy = found.find(({ policy }) => policy.spec.extAuth?.disable !== undefined);
  const required = found.some(({ policy }) => policy.spec.extAuth?.extensionRef !== undefined);
  return disabledBy ? { policies: found, disabledBy, required: false } : { policies: found, required };
}

/** `kindKey` of a route. */
export function routeKey({ kind }: Route): string {
  return ROUTE_KEYS[kind];
}

/** Constants: maps find an existing string faster than a new one. */
const ROUTE_KEYS = {
  HTTPRoute: KIND.HTTPRoute,
  GRPCRoute: KIND.GRPCRoute,
  TLSRoute: KIND.TLSRoute,
} as const;

/** Adds the policies for the whole object, then those for its section of that name. */
function addSection(found: TrafficTarget[], targets: readonly TrafficTarget[], name: string | undefined): void {
  for (const target of targets) if (target.sectionName === undefined) found.push(target);
  if (name === undefined) return;
  for (const target of targets) if (target.sectionName === name) found.push(target);
}
