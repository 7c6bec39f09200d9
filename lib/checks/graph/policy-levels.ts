import { KIND } from '../../core/kinds';
import type { ExtensionFilter } from './extension-filters';
import type { Listener } from './gateways';
import type { ObjectOf } from './kinds';
import type { Policies } from './policies';
import { type BackendUse, type RouteRule, routeKey } from './routes';

export type TrafficPolicy = ObjectOf<'gateway.kgateway.dev/TrafficPolicy'>;

/** The TrafficPolicies of one rank. kgateway orders them by age, but manifests do not contain creation times. */
export type PolicyLevel = readonly TrafficPolicy[];

/**
 * The levels that kgateway merges into one policy, the most specific first. Of each field in `spec`, the first level that sets it
 * counts, as a whole: `timeouts` with only `streamIdle` replaces `timeouts` with `request`.
 */
export type PolicyScope = readonly PolicyLevel[];

/** The scopes of a listener: its Gateway, then the listener itself. */
export function listenerScopes({ gateway, spec }: Listener, policies: Policies): readonly PolicyScope[] {
  const { whole, section } = sectionsOf(policies, KIND.Gateway, gateway, spec.name);
  return [[whole], [section]];
}

/** The scope of a rule: its ExtensionRef filters in their order, the policies that target it, and those that target its route. */
export function ruleScope({ route, name, extensions }: RouteRule, policies: Policies): PolicyScope {
  const { whole, section } = sectionsOf(policies, routeKey(route), route, name);
  return [...filterLevels(extensions), section, whole];
}

/** The scope of a backend: its ExtensionRef filters in their order. kgateway ignores the time-outs and retries of their policies. */
export function backendScope({ extensions }: BackendUse): PolicyScope {
  return filterLevels(extensions);
}

function filterLevels(extensions: readonly ExtensionFilter[]): PolicyLevel[] {
  return extensions.length === 0 ? [] : extensions.flatMap(({ policy }) => (policy ? [[policy]] : []));
}

const NONE: PolicyLevel = [];

/** The policies on a whole object, and those on its section of that name. */
function sectionsOf(
  policies: Policies,
  kind: string,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  sectionName: string | undefined,
): { readonly whole: PolicyLevel; readonly section: PolicyLevel } {
  const targets = policies.on(KIND.TrafficPolicy, kind, namespace, name);
  if (targets.length === 0) return { whole: NONE, section: NONE };
  const on = (section: string | undefined) =>
    targets.filter((target) => target.sectionName === section).map(({ policy }) => policy);
  return { whole: on(undefined), section: sectionName === undefined ? NONE : on(sectionName) };
}
