import { oncePer } from '../../../core/group-by';
import { KIND } from '../../../core/kinds';
import type { Path } from '../../../core/path';
import { type Authorization, type ExtensionFilter, type Gateway, type Route, type RouteRule, readsRequests } from '../../graph';
import { servesRule } from '../../graph/delegation';
import type { Objection } from '../../object/objection';
import { orExternal } from '../base/or-external';
import type { Rule, RuleContext } from '../base/rule';

type Graph = RuleContext['graph'];

/** Requests that leave the cluster undecided: at a whole gateway, or on some routes of a gateway that decides on others. */
export const noDecision: Rule = {
  id: 'egress/no-decision',
  severity: 'error',
  summary: 'requests leave the cluster without an authorization decision',
  check({ graph }) {
    return oncePer(undecided(graph), ({ object }) => object);
  },
};

function* undecided(graph: Graph): Iterable<Objection> {
  yield* undecidedOf(graph);
  yield* undecidedConnections(graph);
}

function* undecidedOf(graph: Graph): Iterable<Objection> {
  const { deciding, undecided } = requestsAt(graph);
  for (const [gateway, routes] of undecided) {
    if (graph.catalogue.hasElsewhere(TRAFFIC, gateway.namespace)) continue;
    if (!deciding.has(gateway)) yield undecidedGateway(gateway);
    else yield* undecidedRoutes(routes);
  }
}

const TRAFFIC = KIND.TrafficPolicy;

interface EgressRequests {
  /** The gateways where some requests are decided. */
  readonly deciding: Set<Gateway>;
  /** The routes with undecided requests, each with its first rule that lets them leave. */
  readonly undecided: Map<Gateway, Map<Route, Path>>;
}

/**
 * Reads the authorization of every egress rule at every listener. `egress/authorization-disabled` reports policies that disable
 * authorization.
 */
function requestsAt(graph: Graph): EgressRequests {
  const requests: EgressRequests = { deciding: new Set(), undecided: new Map() };
  for (const route of graph.egressRoutes) {
    if (!readsRequests(route)) continue;
    for (const rule of route.rules) {
      if (!rule.leadsOut) continue;
      for (const attachment of route.served) {
        const { gateway, listeners, via } = attachment;
        if (!gateway || !servesRule(attachment, rule)) continue;
        if (mayBeDecided(rule, graph) || via.some((each) => mayBeDecided(each, graph))) continue;
        for (const listener of listeners) add(graph.authorization(rule, listener, via), gateway, rule, requests);
      }
    }
  }
  return requests;
}

/** Whether a filter attaches a policy of another repository, which may require authorization. */
function mayBeDecided({ route, extensions, backends }: RouteRule, { catalogue }: Graph): boolean {
  const isElsewhere = ({ kind, name }: ExtensionFilter) => kind === TRAFFIC && catalogue.isElsewhere(kind, route.namespace, name);
  return extensions.some(isElsewhere) || backends.some((backend) => backend.extensions.some(isElsewhere));
}

function add(
  { policies, required, disabledBy }: Authorization,
  gateway: Gateway,
  rule: RouteRule,
  { deciding, undecided }: EgressRequests,
): void {
  if (required || policies.some(({ spec }) => spec.extAuth?.extensionRef !== undefined)) deciding.add(gateway);
  if (required || disabledBy) return;
  const routes = undecided.get(gateway) ?? new Map<Route, Path>();
  undecided.set(gateway, routes);
  if (!routes.has(rule.route)) routes.set(rule.route, rule.path);
}

/** Nothing can decide on connections whose protocol the gateway does not read: of TLS, it sees at most the name of the host. */
function* undecidedConnections({ egressRoutes }: Graph): Iterable<Objection> {
  for (const route of egressRoutes) {
    const rule = readsRequests(route) || !mayBeServed(route) ? undefined : route.rules.find(({ leadsOut }) => leadsOut);
    if (!rule) continue;
    const { kind, object } = route;
    yield {
      object,
      path: rule.path,
      got: `a ${kind} to a destination outside the cluster: no policy decides on its requests, no access log lists them, and nothing ends them with the approval; only ztunnel decides, on the identity of the caller`,
      allowed: 'an HTTPRoute or GRPCRoute, at whose requests the gateway asks for a decision',
      fix: `${kind === 'TLSRoute' ? TLS_INSTEAD : HTTP_INSTEAD}; else guard the port with an AuthorizationPolicy, and waive this finding with the reason`,
    };
  }
}

/** Whether a listener accepts a route, as far as its Gateways are among the objects. */
function mayBeServed({ served }: Route): boolean {
  return served.some(({ gateway, listeners }) => !gateway || listeners.length > 0);
}

const HTTP_INSTEAD = 'use an HTTPRoute if the protocol is HTTP';
const TLS_INSTEAD =
  'if the protocol is HTTP, use an HTTPRoute and let the gateway originate TLS, so that clients call it without TLS of their own';

const ALLOWED = 'a TrafficPolicy with extAuth.extensionRef on the Gateway, so that every request is decided';

function undecidedGateway({ object, namespace }: Gateway): Objection {
  return {
    object,
    path: [],
    got: 'no TrafficPolicy with extAuth.extensionRef',
    allowed: ALLOWED,
    fix: orExternal('add the TrafficPolicy', `TrafficPolicy ${namespace}/<name>`),
  };
}

function* undecidedRoutes(routes: ReadonlyMap<Route, Path>): Iterable<Objection> {
  for (const [route, path] of routes) {
    const fix = 'attach the policy to the whole Gateway instead of a listener or other routes';
    yield {
      object: route.object,
      path,
      got: 'a rule to a destination outside the cluster, and no TrafficPolicy with extAuth.extensionRef',
      allowed: ALLOWED,
      fix,
    };
  }
}
