import { KIND } from '../../../core/kinds';
import { shortKind } from '../../../manifests/manifest';
import type { BackendUse, Catalogue, Route } from '../../graph';
import type { Delegation } from '../../graph/delegation';
import type { Objection } from '../../object/objection';
import { orExternal } from '../base/or-external';
import type { Rule } from '../base/rule';

/** A rule whose backend is another route, to which kgateway cannot delegate. */
export const delegation: Rule = {
  id: 'kgateway/delegation',
  severity: 'error',
  summary: 'kgateway cannot delegate the requests of the rule to another route',
  *check({ graph }) {
    const egress = graph.delegations.length > 0 ? new Set(graph.egressRoutes) : NO_ROUTES;
    for (const each of graph.delegations) {
      const { rule } = each.use;
      const isEgress = egress.has(rule.route);
      const wrong = each.cycle ? inCircle(each.cycle) : isEgress ? problem(each, graph.catalogue) : undefined;
      if (wrong) yield { object: rule.route.object, path: each.use.path, ...wrong };
    }
  },
};

const NO_ROUTES: ReadonlySet<Route> = new Set();

type Wrong = Pick<Objection, 'got' | 'allowed' | 'fix'>;

function inCircle({ namespace, name }: Route): Wrong {
  return {
    got: `HTTPRoute ${namespace}/${name}, which delegates back to this route`,
    allowed: 'routes that do not delegate back, directly or through others',
    fix: 'remove one of the references',
  };
}

function problem({ use, children, refused: [first] }: Delegation, catalogue: Catalogue): Wrong | undefined {
  const { kind, namespace, name } = use;
  if (children.length > 0 || mayBeElsewhere(use, catalogue)) return undefined;
  if (first && name !== '*') return refused(first);
  const external = namesOne(use) ? name : '<name>';
  return {
    got: `${shortKind(kind)} ${namespace}/${name}`,
    allowed: 'an HTTPRoute among the manifests, to which kgateway can delegate',
    fix: orExternal('correct the reference, add the HTTPRoute', `HTTPRoute ${namespace}/${external}`, 'owns it'),
  };
}

function namesOne({ kind, name }: BackendUse): boolean {
  return kind === KIND.HTTPRoute && name !== '*';
}

function mayBeElsewhere(use: BackendUse, catalogue: Catalogue): boolean {
  if (namesOne(use)) return catalogue.isElsewhere(KIND.HTTPRoute, use.namespace, use.name);
  return catalogue.hasElsewhere(KIND.HTTPRoute, use.namespace);
}

function refused({ namespace, name }: Route): Wrong {
  return {
    got: `HTTPRoute ${namespace}/${name}, to which kgateway does not delegate`,
    allowed:
      'a route without hostnames, whose parentRefs are absent or name this route with group and kind, and with a rule that repeats all that this rule matches',
    fix: 'correct hostnames, parentRefs or matches of that route',
  };
}
