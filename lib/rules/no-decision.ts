import { type Gateway, leadsOut, type Route } from '../graph';
import type { Objection, Rule, RuleContext } from './rule';

type Graph = RuleContext['graph'];

/** Requests that leave although nobody was asked: at the whole gateway, or by single routes of one that asks. */
export const noDecision: Rule = {
  id: 'egress/no-decision',
  severity: 'error',
  summary: 'requests leave without a decision',
  *check({ graph }) {
    const asking = new Set<Gateway>();
    const open = new Map<Gateway, Map<Route, string>>();
    for (const { gateway, route, path, asks, decided } of ways(graph)) {
      if (asks) asking.add(gateway);
      if (decided) continue;
      const routes = open.get(gateway) ?? new Map<Route, string>();
      open.set(gateway, routes.has(route) ? routes : routes.set(route, path));
    }
    const told = new Set<Route>();
    for (const [gateway, routes] of open) {
      if (graph.catalogue.hasElsewhere(TRAFFIC, gateway.namespace)) continue;
      if (!asking.has(gateway)) yield undecided(gateway);
      else yield* undecidedRoutes(routes, told);
    }
  },
};

const TRAFFIC = 'gateway.kgateway.dev/TrafficPolicy';

/**
 * Every way out: by a listener of a gateway and a rule of a route. Of TLS that passes through, no request is seen. Where a policy
 * switches authorization off, another rule objects.
 */
function* ways(graph: Graph) {
  for (const route of graph.egressRoutes) {
    if (route.kind === 'TLSRoute') continue;
    const rules = route.rules.filter(({ backends }) => backends.some(leadsOut));
    for (const { gateway, listeners } of route.attachments) {
      if (!gateway || rules.length === 0) continue;
      for (const listener of listeners) {
        for (const rule of rules) {
          const { policies, required, disabledBy } = graph.authorization(rule, listener);
          const asks = required || policies.some(({ policy }) => policy.spec.extAuth?.extensionRef !== undefined);
          yield { gateway, route, path: rule.path, asks, decided: required || disabledBy !== undefined };
        }
      }
    }
  }
}

const ALLOWED = 'a TrafficPolicy with extAuth.extensionRef on the Gateway, so that every request is decided';

function undecided({ object, namespace }: Gateway): Objection {
  return {
    object,
    path: '',
    got: 'no policy that asks an extension',
    allowed: ALLOWED,
    fix: `add it, or say that another repository has it: --external 'TrafficPolicy ${namespace}/<name>'`,
  };
}

function* undecidedRoutes(routes: ReadonlyMap<Route, string>, told: Set<Route>): Iterable<Objection> {
  for (const [route, path] of routes) {
    if (told.has(route)) continue;
    told.add(route);
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
