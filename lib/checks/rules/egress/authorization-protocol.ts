import { oncePer } from '../../../core/group-by';
import { type EgressGraph, namespaceOf } from '../../graph';
import { egressExtensions } from '../../graph/extensions';
import type { Rule } from '../base/rule';

/** An authorization server that kgateway calls over HTTP/1.1, where gRPC needs HTTP/2: every request is refused. */
export const authorizationProtocol: Rule = {
  id: 'egress/authorization-protocol',
  severity: 'error',
  summary: 'the authorization server is called over HTTP/1.1, so every request is refused',
  *check({ graph }) {
    for (const { service, index, port } of oncePer(askedPorts(graph), (asked) => asked.port)) {
      if (isHttp2(port.appProtocol ?? port.name)) continue;
      yield {
        object: service,
        path: ['spec', 'ports', index, 'appProtocol'],
        got: port.appProtocol ?? `nothing, and the name ${port.name ?? 'is missing'}`,
        allowed: `${HTTP2.join(', ')}; without appProtocol a port of that name`,
        fix: 'set appProtocol: kubernetes.io/h2c',
      };
    }
  },
};

/** The ports of Services that gateways call for decisions by gRPC. */
function* askedPorts(graph: EgressGraph) {
  for (const extension of egressExtensions(graph)) {
    const { name, namespace, port, kind = 'Service', group = '' } = extension.spec.extAuth?.grpcService?.backendRef ?? {};
    if (!name || kind !== 'Service' || group !== '') continue;
    const service = graph.catalogue.find('Service', namespace ?? namespaceOf(extension), name);
    const ports = service?.spec?.ports ?? [];
    const index = ports.findIndex((each) => each.port === port);
    const found = ports[index];
    if (service && found) yield { service, index, port: found };
  }
}

/** What kgateway takes for HTTP/2. `appProtocol` counts before the name. */
const HTTP2 = ['kubernetes.io/h2c', 'grpc', 'grpc-web', 'http2'];

function isHttp2(protocol = ''): boolean {
  return HTTP2.includes(protocol.toLowerCase());
}
