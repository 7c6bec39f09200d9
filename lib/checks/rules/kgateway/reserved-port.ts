import { PROXY_PORTS, ZTUNNEL_PORTS } from '../../../core/ports';
import type { Catalogue, Gateway, Listener } from '../../graph';
import { gatewayPodMarks, isCaptured } from '../../graph/ambient';
import type { Rule } from '../base/rule';

/** A listener on a port that is already in use in the gateway pod. */
export const reservedPort: Rule = {
  id: 'kgateway/reserved-port',
  severity: 'error',
  summary: 'the port of the listener is already in use in the gateway pod',
  *check({ graph: { gateways, listenerSets, catalogue } }) {
    const refused = listenerSets.filter(({ isAccepted }) => !isAccepted);
    for (const { object, gateway, spec, path } of [...gateways, ...refused].flatMap(({ listeners }) => listeners)) {
      const owner = gateway.isKgateway && ownerOf(spec.port, gateway, catalogue);
      if (!owner) continue;
      yield {
        object,
        path: [...path, 'port'],
        got: `${spec.port}, ${owner}`,
        allowed: `ports other than ${Object.keys({ ...PROXY_PORTS, ...ZTUNNEL_PORTS }).join(', ')}`,
        fix: 'use another port, such as 8080',
      };
    }
  },
};

function ownerOf(port: Listener['spec']['port'], gateway: Gateway, catalogue: Catalogue): string | undefined {
  return PROXY_PORTS[port] ?? (ZTUNNEL_PORTS[port] && capturesPod(gateway, catalogue) ? ZTUNNEL_PORTS[port] : undefined);
}

function capturesPod(gateway: Gateway, catalogue: Catalogue): boolean {
  const marks = gatewayPodMarks(gateway, catalogue);
  return marks !== undefined && isCaptured(gateway.namespace, marks.labels, catalogue) === true;
}
