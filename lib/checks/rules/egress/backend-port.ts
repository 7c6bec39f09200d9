import { KIND } from '../../../core/kinds';
import type { BackendUse } from '../../graph';
import { backendIndexOf } from '../../graph/uses';
import type { Rule } from '../base/rule';

/** A port that the backend does not have, or any port with a Backend, which defines its own. kgateway finds no such backend. */
export const backendPort: Rule = {
  id: 'egress/backend-port',
  severity: 'error',
  summary: 'the route refers to a port that its backend does not have',
  *check({ graph }) {
    for (const backend of backendIndexOf(graph).unusualPorts) {
      const wrong = problem(backend);
      if (wrong) yield { object: backend.rule.route.object, path: [...backend.path, 'port'], got: backend.port, ...wrong };
    }
  },
};

function problem({ kind, port, destination }: BackendUse): { readonly allowed: string; readonly fix: string } | undefined {
  if (kind === KIND.Backend) {
    if (port === undefined) return undefined;
    return { allowed: 'no port, because a Backend defines the ports of its hosts', fix: 'remove the port' };
  }
  if (kind !== KIND.ServiceEntry || !destination) return undefined;
  const ports = destination.ports.map(({ number }) => number).join(', ') || 'none';
  return {
    allowed: `a port of ServiceEntry ${destination.namespace}/${destination.name}: ${ports}`,
    fix: 'set port to a number from spec.ports; to dial a different port, set targetPort of that entry',
  };
}
