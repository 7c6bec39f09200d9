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
export function authorizationOf(rule: RouteRule, listener: Listener, policies: Policies): Authorization {
  const { route } = rule;
  const { gateway } = listener;
  const said: TrafficTarget[] = [];
  const ofGateway = policies.on(TRAFFIC, 'gateway.networking.k8s.io/Gateway', gateway.namespace, gateway.name);
  addSection(said, ofGateway, listener.spec.name);
  addSection(said, policies.on(TRAFFIC, routeKey(route), route.namespace, route.name), rule.name);
  const disabledBy = said.find(({ policy }) => policy.spec.extAuth?.disable !== undefined);
  const asked = said.some(({ policy }) => policy.spec.extAuth?.extensionRef !== undefined);
  return disabledBy ? { policies: said, disabledBy, required: false } : { policies: said, required: asked };
}

const TRAFFIC = 'gateway.kgateway.dev/TrafficPolicy';

/** `kindKey` of a route. */
export function routeKey({ kind }: Route): string {
  return `gateway.networking.k8s.io/${kind}`;
}

/** Of those that say something of authorization: first those for the whole object, then those for its section of that name. */
function addSection(said: TrafficTarget[], targets: readonly TrafficTarget[], name: string | undefined): void {
  for (const target of targets) if (target.sectionName === undefined && target.policy.spec.extAuth) said.push(target);
  if (name === undefined) return;
  for (const target of targets) if (target.sectionName === name && target.policy.spec.extAuth) said.push(target);
}
