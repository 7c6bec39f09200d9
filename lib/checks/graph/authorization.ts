import { KIND } from '../../core/kinds';
import type { Listener } from './gateways';
import type { Policies, PolicyTarget } from './policies';
import type { Route, RouteRule } from './routes';

type TrafficTarget = PolicyTarget<'gateway.kgateway.dev/TrafficPolicy'>;

/** What decides on the requests that come by one listener and take one rule of a route. */
export interface Authorization {
  /** The policies that say something of authorization, the least specific first: Gateway, listener, route, rule. */
  readonly policies: readonly TrafficTarget[];
  /** The first of them that switches authorization off: off anywhere is off for good, what stands below does not count. */
  readonly disabledBy?: TrafficTarget;
  /** An extension is asked, and nothing switches it off. */
  readonly required: boolean;
}

/**
 * The authorization of a rule of a route at a listener, as kgateway merges TrafficPolicies (measured, facts kgateway.md §12.1).
 * Of several policies at one level, which are ordered by an age that manifests don't show, all are listed.
 */
export function authorizationOf({ route, name }: RouteRule, { gateway, spec }: Listener, policies: Policies): Authorization {
  const said: TrafficTarget[] = [];
  addSection(said, policies.authorizing(KIND.Gateway, gateway.namespace, gateway.name), spec.name);
  addSection(said, policies.authorizing(routeKey(route), route.namespace, route.name), name);
  const disabledBy = said.find(({ policy }) => policy.spec.extAuth?.disable !== undefined);
  const asked = said.some(({ policy }) => policy.spec.extAuth?.extensionRef !== undefined);
  return disabledBy ? { policies: said, disabledBy, required: false } : { policies: said, required: asked };
}

/** `kindKey` of a route. */
export function routeKey({ kind }: Route): string {
  return ROUTE_KEYS[kind];
}

/** Texts that are not made anew are found faster in maps. */
const ROUTE_KEYS = {
  HTTPRoute: KIND.HTTPRoute,
  GRPCRoute: KIND.GRPCRoute,
  TLSRoute: KIND.TLSRoute,
} as const;

/** First those for the whole object, then those for its section of that name. */
function addSection(said: TrafficTarget[], targets: readonly TrafficTarget[], name: string | undefined): void {
  for (const target of targets) if (target.sectionName === undefined) said.push(target);
  if (name === undefined) return;
  for (const target of targets) if (target.sectionName === name) said.push(target);
}
