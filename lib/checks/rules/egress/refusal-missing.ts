import { DECISION_HEADER } from '../../../core/decision-header';
import { KIND } from '../../../core/kinds';
import type { Path } from '../../../core/path';
import { shortKind } from '../../../manifests/manifest';
import type { Catalogue, Route, RouteRule } from '../../graph';
import { asksForDecision, isOpenToUndecided } from '../../graph/decision-match';
import { inheritsMatches, isDelegation, servesRule } from '../../graph/delegation';
import { orExternal } from '../base/or-external';
import type { Rule } from '../base/rule';

type Flaw = { readonly path: Path; readonly got: string; readonly allowed: string; readonly fix: string };

/** A route that does not refuse undecided requests: it forwards them, or has no response for them. */
export const refusalMissing: Rule = {
  id: 'egress/refusal-missing',
  severity: 'error',
  summary: 'the route does not refuse requests without a decision',
  *check({ graph }) {
    for (const route of graph.egressRoutes) {
      for (const flaw of flawsOf(route, graph.catalogue)) yield { object: route.object, ...flaw };
    }
  },
};

const NONE: readonly Flaw[] = [];
const RESPONSE = KIND.DirectResponse;

/** Not a generator: one per route costs as much as all that the rule reads. */
function flawsOf(route: Route, catalogue: Catalogue): readonly Flaw[] {
  // kgateway/grpc-extension reports all responses of GRPCRoutes.
  const answering = route.kind === 'GRPCRoute' ? [] : route.rules.filter(({ extensions }) => extensions.length > 0);
  const flaws: Flaw[] = [];
  for (const rule of answering) addMissingResponses(rule, catalogue, flaws);
  for (const rule of answering) addContradiction(rule, flaws);
  flaws.push(...leaks(route));
  return flaws;
}

/** Filters that refer to a DirectResponse that does not exist. */
function addMissingResponses({ extensions, route: { namespace } }: RouteRule, catalogue: Catalogue, into: Flaw[]): void {
  for (const { kind, name, path } of extensions) {
    if (shortKind(kind) !== 'DirectResponse' || catalogue.knows(RESPONSE, namespace, name)) continue;
    const named = `DirectResponse ${namespace}/${name}`;
    into.push({
      path: [...path, 'name'],
      got: `${named}, which is not among the manifests`,
      allowed: `a DirectResponse in namespace ${namespace}, the namespace of the route`,
      fix: orExternal('correct the name, add the DirectResponse', named),
    });
  }
}

/** A rule that both answers requests and forwards them. kgateway replaces the response of such a rule (`ApplyForRoute`). */
function addContradiction({ extensions, backends }: RouteRule, into: Flaw[]): void {
  const filter = extensions.find((each) => each.kind === RESPONSE);
  if (!filter || !backends.some((backend) => !backend.isMirror && !isDelegation(backend.kind))) return;
  into.push({
    path: filter.path,
    got: `DirectResponse ${filter.name} in a rule with backendRefs: kgateway answers 500 to its requests`,
    allowed: 'either a DirectResponse or backendRefs in a rule',
    fix: 'remove the backendRefs if the rule is to refuse requests, else the filter',
  });
}

const REFUSAL = 'a last rule without matches, with an ExtensionRef filter that names a DirectResponse with status 403';

/** If some rule requires a decision: other rules that forward undecided requests, or the lack of any rule for them. */
function leaks(route: Route): readonly Flaw[] {
  const { kind, rules } = route;
  const outer = rulesOfParents(route);
  if (!rules.some(asksForDecision) && !outer.some(asksForDecision)) return NONE;
  const open = rules.filter(isOpenToUndecided);
  if (open.length === 0 && !outer.some(answers)) return [kind === 'GRPCRoute' ? { ...UNASKED, ...AS_HTTP_ROUTE } : UNASKED];
  return open
    .filter((rule) => rule.leadsOut && isReached(rule))
    .map(({ path }) => ({
      path: [...path, 'matches'],
      got: 'a rule that forwards requests without a decision, although another rule requires one',
      allowed: `the header ${DECISION_HEADER} in every match, as in the other rule`,
      fix: 'add the header to every match of the rule, or refuse the requests of the rule',
    }));
}

/** The rules of the routes that delegate to a route. */
function rulesOfParents({ served }: Route): readonly RouteRule[] {
  if (served.every(({ via }) => via.length === 0)) return [];
  const parents = new Set(served.flatMap(({ via }) => via.map(({ route }) => route)));
  return [...parents].flatMap(({ rules }) => rules);
}

/** Whether a rule has a response of its own for undecided requests, so that authorization runs for them. */
function answers(rule: RouteRule): boolean {
  return isOpenToUndecided(rule) && !rule.backends.some(({ kind }) => isDelegation(kind));
}

/** Whether undecided requests reach a rule: not if the parent requires a decision, and the rule inherits or lacks its matches. */
function isReached(rule: RouteRule): boolean {
  const { served } = rule.route;
  if (served.length === 0) return true;
  const inherits = inheritsMatches(rule.route);
  return served.some((attachment) => {
    const parent = attachment.via.at(-1);
    return servesRule(attachment, rule) && !(inherits && parent && !isOpenToUndecided(parent));
  });
}

const UNASKED: Flaw = {
  path: ['spec', 'rules'],
  got: 'only rules that require a decision: an undecided request matches no rule, so authorization never runs',
  allowed: REFUSAL,
  fix: 'add this rule at the end',
};

/** The rule that refuses cannot be in a GRPCRoute. */
const AS_HTTP_ROUTE = {
  allowed: `an HTTPRoute with ${REFUSAL}`,
  fix: 'replace the GRPCRoute with an HTTPRoute, which forwards gRPC too, and add this rule at the end',
};
