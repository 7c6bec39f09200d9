import { KIND } from '../../../core/kinds';
import { type EgressGraph, type ExtensionFilter, namespaceOf, type RouteRule } from '../../graph';
import type { Objection } from '../../object/objection';
import { orExternal } from './or-external';

const NONE: readonly Objection[] = [];

/** TrafficPolicies without a target, beside egress routes none of which has an ExtensionRef filter with their name. */
export function unattachedPolicies({ catalogue, routes, egressRoutes }: EgressGraph): Objection[] {
  const free = catalogue
    .ofKind(KIND.TrafficPolicy)
    .filter(({ spec }) => !spec.targetRefs?.length && !spec.targetSelectors?.length);
  if (free.length === 0) return [];
  const names = new Set(routes.flatMap(({ namespace, rules }) => filtersOf(rules).map(({ name }) => `${namespace}/${name}`)));
  const namespaces = new Set(egressRoutes.map(({ namespace }) => namespace));
  return free.flatMap((object) => {
    const namespace = namespaceOf(object);
    const mayBeNamed = names.has(`${namespace}/${object.metadata.name}`) || catalogue.hasElsewhere(KIND.HTTPRoute, namespace);
    return mayBeNamed || !namespaces.has(namespace) ? NONE : [{ object, ...noTarget(namespace) }];
  });
}

function filtersOf(rules: readonly RouteRule[]): ExtensionFilter[] {
  const all = rules.flatMap(({ extensions, backends }) => [extensions, ...backends.map((backend) => backend.extensions)]).flat();
  return all.filter(({ kind }) => kind === KIND.TrafficPolicy);
}

function noTarget(namespace: string) {
  return {
    path: ['spec', 'targetRefs'],
    got: 'no target, and no ExtensionRef filter that names the policy',
    allowed: `targetRefs or targetSelectors, or an ExtensionRef filter of an HTTPRoute in namespace ${namespace}`,
    fix: orExternal('add targetRefs', `HTTPRoute ${namespace}/<name>`),
  };
}
