import { KIND } from '../../../core/kinds';
import { shortKind } from '../../../manifests/manifest';
import type { EgressGraph } from '../../graph';
import { type FilterUse, filterUses } from '../../graph/filter-uses';
import { orExternal } from '../base/or-external';
import type { Rule } from '../base/rule';

/** An ExtensionRef filter of an HTTPRoute that names no object. On a rule it breaks the rule, on a backendRef it does nothing. */
export const extensionRefMissing: Rule = {
  id: 'kgateway/extension-ref-missing',
  severity: 'error',
  summary: 'the object of the ExtensionRef filter is missing',
  *check({ graph }) {
    for (const use of filterUses(graph)) {
      const mistake = mistakeOf(use, graph);
      if (mistake) yield { object: use.rule.route.object, ...mistake };
    }
  },
};

function mistakeOf({ filter: { kind, name, path }, rule: { route }, backend }: FilterUse, { catalogue }: EgressGraph) {
  if (route.kind !== 'HTTPRoute' || !kind.startsWith(GROUP)) return undefined;
  const short = shortKind(kind);
  if (!KINDS.includes(kind)) return { path: [...path, 'kind'], got: short, ...OTHER_KIND };
  // egress/refusal-missing reports the missing DirectResponses of rules.
  if (kind === KIND.DirectResponse && !backend) return undefined;
  if (catalogue.knows(kind, route.namespace, name)) return undefined;
  const named = `${short} ${route.namespace}/${name}`;
  return {
    path: [...path, 'name'],
    got: `${named}, so ${backend ? 'the filter has no effect' : 'kgateway answers 500 to every request'}`,
    allowed: `a ${short} in namespace ${route.namespace}, the namespace of the route`,
    fix: orExternal(`correct the name, add the ${short}`, named),
  };
}

const GROUP = 'gateway.kgateway.dev/';
const KINDS: readonly string[] = [KIND.TrafficPolicy, KIND.DirectResponse];
const OTHER_KIND = {
  allowed: 'TrafficPolicy or DirectResponse, the kinds that kgateway attaches to rules',
  fix: 'correct the kind',
};
