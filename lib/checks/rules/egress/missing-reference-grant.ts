import { KIND } from '../../../core/kinds';
import type { Path } from '../../../core/path';
import { type BackendUse, type Crossing, leadsOut, namespaceOf, routeKey } from '../../graph';
import { backendIndexOf } from '../../graph/uses';
import { orExternal } from '../base/or-external';
import type { Rule, RuleContext } from '../base/rule';

type Graph = RuleContext['graph'];
type Reference = Crossing & { readonly path: Path };

/** A reference to another namespace that no ReferenceGrant there permits. kgateway answers 500. */
export const missingReferenceGrant: Rule = {
  id: 'egress/missing-reference-grant',
  severity: 'error',
  summary: 'no ReferenceGrant permits the reference to another namespace',
  *check({ graph }) {
    for (const { object, reference } of references(graph)) {
      const { fromKind, fromNamespace, toKind, toNamespace, toName } = reference;
      if (graph.grants.permit(reference) || graph.catalogue.hasElsewhere(GRANT, toNamespace)) continue;
      yield {
        object,
        path: reference.path,
        got: `${toKind} ${toNamespace}/${toName}`,
        allowed: `an object in namespace ${fromNamespace}, or a ReferenceGrant in ${toNamespace} for ${fromKind} of namespace ${fromNamespace}`,
        fix: orExternal('add the ReferenceGrant', `ReferenceGrant ${toNamespace}/<name>`),
      };
    }
  },
};

const GRANT = KIND.ReferenceGrant;
const EXTENSION = KIND.GatewayExtension;

function* references(graph: Graph) {
  for (const backend of backendIndexOf(graph).crossing) {
    const { route } = backend.rule;
    if (needsGrant(backend)) yield { object: route.object, reference: crossing(routeKey(route), route.namespace, backend) };
  }
  for (const object of graph.catalogue.ofKind(EXTENSION)) {
    const { grpcService, httpService } = object.spec.extAuth ?? {};
    const [ref, path] = grpcService ? [grpcService.backendRef, 'grpcService'] : [httpService?.backendRef, 'httpService'];
    if (!ref || (ref.kind ?? 'Service') !== 'Service') continue;
    const from = namespaceOf(object);
    const to = { kind: KIND.Service, namespace: ref.namespace ?? from, name: ref.name };
    yield { object, reference: crossing(EXTENSION, from, { ...to, path: ['spec', 'extAuth', path, 'backendRef'] }) };
  }
}

/** A Hostname needs no grant. Another rule reports Hostname backends. */
function needsGrant(backend: BackendUse): boolean {
  return backend.kind === KIND.Service || backend.kind === KIND.Backend || (leadsOut(backend) && backend.kind !== KIND.Hostname);
}

type Target = Pick<BackendUse, 'kind' | 'namespace' | 'name' | 'path'>;

function crossing(fromKind: string, fromNamespace: string, { kind, namespace, name, path }: Target): Reference {
  return { fromKind, fromNamespace, toKind: kind, toNamespace: namespace, toName: name, path: [...path, 'namespace'] };
}
