import { oncePer } from '../../../core/group-by';
import { KIND } from '../../../core/kinds';
import type { Path } from '../../../core/path';
import type { Authorization, Gateway, Route, RouteRule } from '../../graph';
import type { Objection } from '../../object/objection';
import { orExternal } from '../base/or-external';
import type { Rule, RuleContext } from '../base/rule';

type Graph = RuleContext['graph'];

/** Requests that leave although nobody was asked: at the whole gateway, or by single routes of one that asks. */
export const noDecision: Rule = {
  id: 'egress/no-decision',
  severity: 'error',
  summary: 'requests leave without a decision',
  check({ graph }) {
    return oncePer(undecidedOf(graph), ({ object }) => object);
  },
};

function* undecidedOf(graph: Graph): Iterable<Objection> {
  const { asking, open } = waysOut(graph);
  for (const [gateway, routes] of open) {
    if (graph.catalogue.hasElsewhere(TRAFFIC, gateway.namespace)) continue;
    if (!asking.has(gateway)) yield undecided(gateway);
    else yield* undecidedRoutes(routes);
  }
}

const TRAFFIC = KIND.TrafficPolicy;

interface Ways {
  /** The gateways at which some request is decided. */
  readonly asking: Set<Gateway>;
  /** The routes by which others leave, with the first rule that leads out undecided. */
  readonly open: Map<Gateway, Map<Route, Path>>;
}

/**
 * Looks at every way out: by a listener of a gateway and a rule of a route. Of TLS that passes through, no request is seen.
 * Where a policy switches authorization off, another rule objects.
 */
function waysOut(graph: Graph): Ways {
  const ways: Ways = { asking: new Set(), open: new Map() };
  for (const route of graph.egressRoutes) {
    if (route.kind === 'TLSRoute') continue;
    for (const rule of route.rules) {
      if (!rule.leadsOut) continue;
      for (const { gateway, listeners } of route.attachments) {
        if (gateway) for (const listener of listeners) look(graph.authorization(rule, listener), gateway, rule, ways);
      }
    }
  }
  return ways;
}

function look(
  { policies, required, disabledBy }: Authorization,
  gateway: Gateway,
  rule: RouteRule,
  { asking, open }: Ways,
): void {
  if (required || policies.some(({ policy }) => policy.spec.extAuth?.extensionRef !== undefined)) asking.add(gateway);
  if (required || disabledBy) return;
  const routes = open.get(gateway) ?? new Map<Route, Path>();
  open.set(gateway, routes);
  if (!routes.has(rule.route)) routes.set(rule.route, rule.path);
}

const ALLOWED = 'a TrafficPolicy with extAuth.extensionRef on the Gateway, so that every request is decided';

function undecided({ object, namespace }: Gateway): Objection {
  return {
    object,
    path: [],
    got: 'no policy that asks an extension',
    allowed: ALLOWED,
    fix: orExternal('add it', `TrafficPolicy ${namespace}/<name>`),
  };
}

function* undecidedRoutes(routes: ReadonlyMap<Route, Path>): Iterable<Objection> {
  for (const [route, path] of routes) {
    const fix = 'put the policy on the whole Gateway instead of a listener or other routes';
    yield {
      object: route.object,
      path,
      got: 'a rule that leads out, and no policy that asks an extension',
      allowed: ALLOWED,
      fix,
    };
  }
}
