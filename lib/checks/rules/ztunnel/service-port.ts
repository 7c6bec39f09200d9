import type { Path } from '../../../core/path';
import { ztunnelPolicies } from '../../graph/ztunnel-policies';
import type { Rule } from '../base/rule';

/** ztunnel compares with the port of the pod, which is the listener's; the port of a Service or of HBONE never fits. */
export const servicePort: Rule = {
  id: 'ztunnel/service-port',
  severity: 'error',
  summary: 'the policy names a port on which the gateway does not listen',
  *check({ graph }) {
    for (const { object, gateways } of ztunnelPolicies(graph)) {
      const [gateway] = gateways;
      if (!gateway) continue;
      const known = gateways.flatMap(({ listeners }) => listeners.map(({ spec }) => String(spec.port)));
      for (const { path, port } of portsOf(object.spec?.rules ?? [])) {
        if (known.includes(port)) continue;
        yield {
          object,
          path,
          got: port,
          allowed: `ports of the listeners of ${gateway.name}: ${known.join(', ')}`,
          fix: 'name the port of the listener; neither the port of a Service nor 15008 ever fits',
        };
      }
    }
  },
};

interface PolicyRule {
  readonly to?: readonly { readonly operation?: { readonly ports?: readonly string[] } }[];
}

function portsOf(rules: readonly PolicyRule[]): { readonly path: Path; readonly port: string }[] {
  return rules.flatMap(({ to = [] }, rule) =>
    to.flatMap(({ operation }, index) =>
      (operation?.ports ?? []).map((port, at) => ({
        path: ['spec', 'rules', rule, 'to', index, 'operation', 'ports', at],
        port,
      })),
    ),
  );
}
