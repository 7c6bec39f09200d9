import { type Catalogue, namespaceOf, type ObjectOf } from '../../graph';
import { egressExtensions } from '../../graph/extensions';
import type { Objection } from '../../object/objection';
import { orExternal } from '../base/or-external';
import type { Rule } from '../base/rule';

/** An extension whose authorization Service is not among the manifests. If it does not exist, every request is refused. */
export const authorizationServerMissing: Rule = {
  id: 'egress/authorization-server-missing',
  severity: 'warning',
  summary: 'the Service of the authorization server is not among the manifests',
  *check({ graph }) {
    for (const extension of egressExtensions(graph)) yield* missingServers(extension, graph.catalogue);
  },
};

type Extension = ObjectOf<'gateway.kgateway.dev/GatewayExtension'>;

function* missingServers(object: Extension, catalogue: Catalogue): Iterable<Objection> {
  const { grpcService, httpService } = object.spec.extAuth ?? {};
  for (const [field, service] of Object.entries({ grpcService, httpService })) {
    const ref = service?.backendRef;
    if (!ref || (ref.kind ?? 'Service') !== 'Service') continue;
    const namespace = ref.namespace ?? namespaceOf(object);
    if (catalogue.knows('Service', namespace, ref.name)) continue;
    yield {
      object,
      path: ['spec', 'extAuth', field, 'backendRef', 'name'],
      got: `Service ${namespace}/${ref.name}`,
      allowed: 'a Service among the manifests',
      fix: orExternal('correct the name, add the Service', `Service ${namespace}/${ref.name}`),
    };
  }
}
