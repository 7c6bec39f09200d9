import { PROXY_PORTS, ZTUNNEL_PORTS } from '../../../core/ports';
import type { Catalogue, Gateway } from '../../graph';
import { gatewayPodMarks, isCaptured } from '../../graph/ambient';
import type { Rule } from '../base/rule';

/** A listener on a port that is already in use in the gateway pod. */
export const reservedPort: Rule = {
  id: 'kgateway/reserved-port',
  severity: 'error',
  summary: 'the port of the listener is already in use in the gateway pod',
  *check({ graph: { gateways, catalogue } }) {
    for (const gateway of gateways) {
      if (!isOfKgateway(gateway)) continue;
      for (const { spec, path } of gateway.listeners) {
        const owner = PROXY_PORTS[spec.port] ?? (capturesPod(gateway, catalogue) ? ZTUNNEL_PORTS[spec.port] : undefined);
        if (owner === undefined) continue;
        yield {
          object: gateway.object,
          path: [...path, 'port'],
          got: `${spec.port}, ${owner}`,
          allowed: `ports other than ${Object.keys({ ...PROXY_PORTS, ...ZTUNNEL_PORTS }).join(', ')}`,
          fix: 'use another port, such as 8080',
        };
      }
    }
  },
};

function isOfKgateway({ object: { spec } }: Gateway): boolean {
  return spec.gatewayClassName === 'kgateway' || spec.infrastructure?.parametersRef?.kind === 'GatewayParameters';
}

function capturesPod(gateway: Gateway, catalogue: Catalogue): boolean {
  const marks = gatewayPodMarks(gateway, catalogue);
  return marks !== undefined && isCaptured(gateway.namespace, marks.labels, catalogue) === true;
}
