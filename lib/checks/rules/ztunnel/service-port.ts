import type { Path } from '../../../core/path';
import { PROXY_PORTS } from '../../../core/ports';
import { ztunnelPolicies } from '../../graph/ztunnel-policies';
import type { Rule } from '../base/rule';

/** ztunnel compares the port of the pod, which is that of the listener. The port of a Service or of HBONE never matches. */
export const servicePort: Rule = {
  id: 'ztunnel/service-port',
  severity: 'error',
  summary: 'the policy specifies a port on which the gateway does not listen',
  *check({ graph }) {
    for (const { object, gateways } of ztunnelPolicies(graph)) {
      const [gateway] = gateways;
      if (!gateway) continue;
      const known = gateways.flatMap(({ listeners }) => listeners.map(({ spec }) => String(spec.port)));
      for (const { path, port } of portsOf(object.spec?.rules ?? [])) {
        if (known.includes(port) || port in PROXY_PORTS) continue;
        yield {
          object,
          path,
          got: port,
          allowed: `the listener ports of ${gateway.name}: ${known.join(', ')}`,
          fix: 'specify the port of a listener; the port of a Service and 15008 never match',
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
