import { KIND } from '../../../core/kinds';
import type { BackendUse } from '../../graph';
import { backendIndexOf } from '../../graph/uses';
import type { Rule } from '../base/rule';

/** A port that the backend does not have, or one beside a Backend, which says its own: kgateway finds no such backend. */
export const backendPort: Rule = {
  id: 'egress/backend-port',
  severity: 'error',
  summary: 'the route leads to a port that its backend does not have',
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
    return { allowed: 'no port: a Backend says the ports of its hosts itself', fix: 'remove the port' };
  }
  if (kind !== KIND.ServiceEntry || !destination) return undefined;
  const ports = destination.ports.map(({ number }) => number).join(', ') || 'none';
  return {
    allowed: `a port of ServiceEntry ${destination.namespace}/${destination.name}: ${ports}`,
    fix: 'name the port by the number of an entry of spec.ports; what is dialled instead stands in its targetPort',
  };
}
