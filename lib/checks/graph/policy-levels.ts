import { append } from '../../core/append';
import { KIND } from '../../core/kinds';
import type { ExtensionFilter } from './extension-filters';
import type { Listener } from './gateways';
import type { ObjectOf } from './kinds';
import type { Policies, PolicyTarget } from './policies';
import { type BackendUse, type RouteRule, routeKey } from './routes';

export type TrafficPolicy = ObjectOf<'gateway.kgateway.dev/TrafficPolicy'>;

/** The TrafficPolicies of one rank. kgateway orders them by age, but manifests do not contain creation times. */
export type PolicyLevel = readonly TrafficPolicy[];

/**
 * The levels that kgateway merges into one policy, the most specific first. Of each field in `spec`, the first level that sets it
 * counts, as a whole: `timeouts` with only `streamIdle` replaces `timeouts` with `request`.
 */
export type PolicyScope = readonly PolicyLevel[];

/** The first policy of a scope that passes a test. */
export function firstIn(scope: PolicyScope, test: (policy: TrafficPolicy) => boolean): TrafficPolicy | undefined {
  for (const level of scope) {
    const found = level.find(test);
    if (found) return found;
  }
  return undefined;
}

/** The scopes of a listener: its Gateway, then its ListenerSet if it has one, then the listener itself. */
export function listenerScopes({ gateway, set, spec }: Listener, policies: Policies): readonly PolicyScope[] {
  const targets = policies.on(KIND.TrafficPolicy, KIND.Gateway, gateway.namespace, gateway.name);
  if (!set) return [[levelOf(targets, undefined)], [levelOf(targets, spec.name)]];
  const ofSet = policies.on(KIND.TrafficPolicy, KIND.ListenerSet, set.namespace, set.name);
  return [[levelOf(targets, undefined)], [levelOf(ofSet, undefined)], [levelOf(ofSet, spec.name)]];
}

/**
 * The scope of a rule: its ExtensionRef filters in their order, the policies that target it, and those that target its route. Then
 * those of the rules that delegate to it; or these first, if the route of such a rule is annotated so.
 *
 * @param via the rules that delegate to its route, the outermost first
 */
export function ruleScope(rule: RouteRule, policies: Policies, via: readonly RouteRule[] = []): PolicyScope {
  let scope = ownScope(rule, policies);
  if (via.length === 0) return scope;
  for (const parent of via.toReversed()) {
    const outer = ownScope(parent, policies);
    scope = prefersParent(parent) ? [...outer, ...scope] : [...scope, ...outer];
  }
  return scope;
}

const PRIORITY = 'kgateway.dev/inherited-policy-priority';

/** Whether the policies of a rule take precedence over those of the route that it delegates to. */
function prefersParent({ route: { object } }: RouteRule): boolean {
  return /PreferParent$/.test(object.metadata.annotations?.[PRIORITY] ?? '');
}

function ownScope({ route, name, extensions }: RouteRule, policies: Policies): PolicyScope {
  const targets = policies.on(KIND.TrafficPolicy, routeKey(route), route.namespace, route.name);
  const levels = filterLevels(extensions);
  if (targets.length === 0) return levels;
  if (name !== undefined) levels.push(levelOf(targets, name));
  levels.push(levelOf(targets, undefined));
  return levels;
}

/** The scope of a backend: its ExtensionRef filters in their order. kgateway ignores the time-outs and retries of their policies. */
export function backendScope({ extensions }: BackendUse): PolicyScope {
  return filterLevels(extensions);
}

function filterLevels(extensions: readonly ExtensionFilter[]): PolicyLevel[] {
  const levels: PolicyLevel[] = [];
  for (const { policy } of extensions) if (policy) levels.push([policy]);
  return levels;
}

const NOBODY: PolicyLevel = [];

/** The policies that target a section of an object, or the whole object if it is `undefined`. */
function levelOf(
  targets: readonly PolicyTarget<'gateway.kgateway.dev/TrafficPolicy'>[],
  section: string | undefined,
): PolicyLevel {
  let level: TrafficPolicy[] | undefined;
  for (const { policy, sectionName } of targets) if (sectionName === section) level = append(level, policy);
  return level ?? NOBODY;
}
