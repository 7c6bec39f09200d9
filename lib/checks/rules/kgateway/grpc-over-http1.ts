import { isHttp2Protocol } from '../../../core/http2-protocols';
import { KIND } from '../../../core/kinds';
import { type BackendUse, type EgressGraph, leadsOut, type ObjectOf } from '../../graph';
import { dynamicBackendOf } from '../../graph/dynamic-backends';
import type { Rule } from '../base/rule';

/** A GRPCRoute to a destination with which Envoy speaks HTTP/1.1. The protocol of the port decides, not the kind of the route. */
export const grpcOverHttp1: Rule = {
  id: 'kgateway/grpc-over-http1',
  severity: 'error',
  summary: 'Envoy speaks HTTP/1.1 with the destination, so every gRPC call fails',
  *check({ graph }) {
    for (const { kind, object, rules } of graph.egressRoutes) {
      if (kind !== 'GRPCRoute') continue;
      for (const { backends } of rules) {
        for (const use of backends) {
          const mistake = leadsOut(use) ? mistakeOf(use, graph) : undefined;
          if (mistake) yield { object, path: use.path, ...mistake };
        }
      }
    }
  },
};

interface Mistake {
  readonly got: string;
  readonly allowed: string;
  readonly fix: string;
}

function mistakeOf(use: BackendUse, graph: EgressGraph): Mistake | undefined {
  const { destination } = use;
  if (!destination) return dynamicMistake(use, graph);
  if (graph.policies.onDestination(KIND.BackendConfigPolicy, destination).some(forcesHttp2)) return undefined;
  const named = `${destination.kind} ${destination.namespace}/${destination.name}`;
  switch (destination.kind) {
    case 'ServiceEntry': {
      const port = destination.ports.find(({ number }) => number === use.port);
      if (!port || isHttp2Protocol(port.protocol)) return undefined;
      const protocol = port.protocol === undefined ? 'without a protocol' : `with protocol ${port.protocol}`;
      return { got: `port ${port.number} ${protocol} of ${named}`, allowed: 'protocol GRPC or HTTP2', fix: TO_GRPC };
    }
    case 'Backend': {
      const protocol = destination.ports[0]?.protocol;
      if (isHttp2Protocol(protocol)) return undefined;
      const got = protocol === undefined ? `${named} without appProtocol` : `${named} with appProtocol ${protocol}`;
      return { got, allowed: 'appProtocol grpc or http2', fix: 'set spec.static.appProtocol: grpc on the Backend' };
    }
    default:
      return serviceMistake(use, destination.object as ObjectOf<'Service'>, named);
  }
}

const TO_GRPC = 'set the protocol of the port to GRPC';

function forcesHttp2({ policy }: { readonly policy: ObjectOf<'gateway.kgateway.dev/BackendConfigPolicy'> }): boolean {
  return policy.spec.http2ProtocolOptions !== undefined;
}

/** A Service whose endpoints are outside the cluster. kgateway cannot reach one of type ExternalName. */
function serviceMistake({ port: number }: BackendUse, { spec }: ObjectOf<'Service'>, named: string): Mistake | undefined {
  const port = spec?.ports?.find((each) => each.port === number);
  if (!port || spec?.type === 'ExternalName' || isHttp2Protocol(port.appProtocol ?? port.name)) return undefined;
  return {
    got: `port ${number} of ${named}, ${port.appProtocol ? `with appProtocol ${port.appProtocol}` : 'without appProtocol'}`,
    allowed: 'appProtocol kubernetes.io/h2c or grpc',
    fix: 'set appProtocol: kubernetes.io/h2c on the port',
  };
}

function dynamicMistake(use: BackendUse, { catalogue }: EgressGraph): Mistake | undefined {
  if (!dynamicBackendOf(use, catalogue)) return undefined;
  return {
    got: `Backend ${use.namespace}/${use.name} (dynamicForwardProxy), which has no HTTP/2`,
    allowed: 'a ServiceEntry with protocol GRPC, or a Backend with static hosts and appProtocol grpc',
    fix: 'write one destination per host',
  };
}
