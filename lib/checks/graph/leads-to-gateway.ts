import { KIND } from '../../core/kinds';
import { GATEWAY_NAME } from '../../core/labels';
import { memoizePerObject } from '../../core/memo';
import type { Manifest } from '../../manifests/manifest';
import { namespaceOf } from './catalogue';
import { dynamicBackendOf } from './dynamic-backends';
import type { EgressGraph } from './egress-graph';
import { exitGatewaysOf } from './exit-gateways';
import type { ObjectOf } from './kinds';
import type { BackendUse } from './routes';

/** The gateways as `namespace/name`: egress gateways, and Gateways among the objects, whose hosts may all be without approval. */
const gatewayKeys = memoizePerObject((graph: EgressGraph) => {
  const own = graph.catalogue
    .ofKind(KIND.Gateway)
    .map((object) => ({ namespace: namespaceOf(object), name: object.metadata.name }));
  return new Set([...exitGatewaysOf(graph), ...own].map(({ namespace, name }) => `${namespace}/${name}`));
});

/** The namespaces of the egress gateways. */
const gatewayNamespaces = memoizePerObject(
  (graph: EgressGraph) => new Set(exitGatewaysOf(graph).map(({ namespace }) => namespace)),
);

/**
 * Whether an object that could name a destination leaves the choice to an egress gateway, as the admission policy sees it: a
 * ServiceEntry that sends the connections for its hosts to the gateway's pods, and a Backend for the hosts of several routes.
 */
export function leadsToGateway(object: Manifest, graph: EgressGraph): boolean {
  if (object.kind === 'ServiceEntry') return isCapture(object as ObjectOf<'networking.istio.io/ServiceEntry'>, graph);
  return object.kind === 'Backend' && isSharedBackend(object as ObjectOf<'gateway.kgateway.dev/Backend'>, graph);
}

function isCapture(object: ObjectOf<'networking.istio.io/ServiceEntry'>, graph: EgressGraph): boolean {
  const { location, resolution, endpoints = [], workloadSelector } = object.spec;
  const gateway = workloadSelector?.labels?.[GATEWAY_NAME];
  if (location !== 'MESH_INTERNAL' || resolution !== 'STATIC' || endpoints.length > 0 || gateway === undefined) return false;
  return gatewayKeys(graph).has(`${namespaceOf(object)}/${gateway}`);
}

/** Over TLS only: without a certificate, a name says nothing about who answers. */
function isSharedBackend(object: ObjectOf<'gateway.kgateway.dev/Backend'>, graph: EgressGraph): boolean {
  return object.spec.dynamicForwardProxy?.enableTls === true && gatewayNamespaces(graph).has(namespaceOf(object));
}

/** The routes to Backends that hosts share, without an approval of their own: their hosts are the destinations. */
export function routesOfSharedBackends(graph: EgressGraph): Manifest[] {
  if (!graph.catalogue.ofKind(KIND.Backend).some((backend) => isSharedBackend(backend, graph))) return [];
  const isShared = (use: BackendUse) => {
    const backend = dynamicBackendOf(use, graph.catalogue);
    return backend && isSharedBackend(backend, graph) && backend.metadata.labels?.[graph.approvalKeys.approved] === undefined;
  };
  const routes = [...graph.egressRoutes].filter(({ rules }) => rules.some(({ backends }) => backends.some(isShared)));
  return routes.map(({ object }) => object);
}
