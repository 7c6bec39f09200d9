import { oncePer } from '../../../core/group-by';
import { HTTP2_PROTOCOLS, isHttp2Protocol } from '../../../core/http2-protocols';
import { type EgressGraph, namespaceOf } from '../../graph';
import { egressExtensions } from '../../graph/extensions';
import type { Rule } from '../base/rule';

/** An authorization server that kgateway calls over HTTP/1.1. gRPC needs HTTP/2, so every request is refused. */
export const authorizationProtocol: Rule = {
  id: 'egress/authorization-protocol',
  severity: 'error',
  summary: 'kgateway calls the authorization server over HTTP/1.1, so every request is refused',
  *check({ graph }) {
    for (const { service, index, port } of oncePer(authorizationPorts(graph), (each) => each.port)) {
      // `appProtocol` takes precedence over the port name.
      if (isHttp2Protocol(port.appProtocol ?? port.name)) continue;
      yield {
        object: service,
        path: ['spec', 'ports', index, 'appProtocol'],
        got: port.appProtocol ?? `no appProtocol and ${port.name === undefined ? 'no port name' : `port name ${port.name}`}`,
        allowed: `${HTTP2_PROTOCOLS.join(', ')}; without appProtocol, one of these as the port name`,
        fix: 'set appProtocol: kubernetes.io/h2c',
      };
    }
  },
};

/** The Service ports that egress gateways call for decisions over gRPC. */
function* authorizationPorts(graph: EgressGraph) {
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
