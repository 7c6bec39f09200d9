import type { HTTPRouteFilter } from '../../imports/gateway.networking.k8s.io/http-route';
import { Decision } from '../gateway/decision';
import type { Catalogue, Route } from '../graph';
import { asksForDecision, isOpenToUndecided } from './decision-match';
import type { Rule } from './rule';

type Place = { readonly path: string; readonly got: string; readonly allowed: string; readonly fix: string };

/** A route that does not refuse what was not decided: it lets it out, or has no answer. */
export const refusalMissing: Rule = {
  id: 'egress/refusal-missing',
  severity: 'error',
  summary: 'the route does not refuse requests without a decision',
  *check({ graph }) {
    for (const route of graph.egressRoutes.filter((each) => isWrong(each, graph.catalogue))) {
      for (const place of lostAnswers(route, graph.catalogue)) yield { object: route.object, ...place };
      for (const place of leaks(route)) yield { object: route.object, ...place };
    }
  },
};

/** Most routes are right, and are found so without a list. */
function isWrong({ rules, namespace }: Route, catalogue: Catalogue): boolean {
  if (rules.some(({ filters }) => filters.some((filter) => isLost(filter, namespace, catalogue)))) return true;
  if (!rules.some(asksForDecision)) return false;
  const open = rules.filter(isOpenToUndecided);
  return open.length === 0 || open.some((rule) => rule.leadsOut);
}

const RESPONSE = 'gateway.kgateway.dev/DirectResponse';

/** Filters that answer with a DirectResponse which is not there. */
function* lostAnswers({ rules, namespace }: Route, catalogue: Catalogue): Iterable<Place> {
  for (const { filters, path } of rules) {
    for (const [index, filter] of filters.entries()) {
      if (!isLost(filter, namespace, catalogue)) continue;
      const name = filter.extensionRef?.name;
      yield {
        path: `${path}.filters[${index}].extensionRef.name`,
        got: `DirectResponse ${namespace}/${name}, which is not there`,
        allowed: `a DirectResponse in namespace ${namespace}, that of the route`,
        fix: `correct the name, add it, or say that another repository has it: --external 'DirectResponse ${namespace}/${name}'`,
      };
    }
  }
}

function isLost({ extensionRef: ref }: HTTPRouteFilter, namespace: string, catalogue: Catalogue): boolean {
  return ref?.kind === 'DirectResponse' && !catalogue.knows(RESPONSE, namespace, ref.name);
}

const REFUSAL = 'a last rule without matches, with an ExtensionRef filter that names a DirectResponse of status 403';

/** Rules by which undecided requests leave, beside those that want a decision; or none that they could take at all. */
function* leaks({ rules }: Route): Iterable<Place> {
  if (!rules.some(asksForDecision)) return;
  const open = rules.filter(isOpenToUndecided);
  for (const { path } of open.filter((rule) => rule.leadsOut)) {
    yield {
      path: `${path}.matches`,
      got: 'a rule that leads out and takes undecided requests, beside one that does not',
      allowed: `a match of the header ${Decision.HEADER} in each, as in the rule beside it`,
      fix: 'add the header to every match of the rule, or lead it to the refusal',
    };
  }
  if (open.length > 0) return;
  yield {
    path: 'spec.rules',
    got: 'only rules that want a decision: a request that has none yet finds no route, so nobody is ever asked',
    allowed: REFUSAL,
    fix: 'add the rule',
  };
}
