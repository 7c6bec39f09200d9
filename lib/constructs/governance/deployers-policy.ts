import { type Exemption, notExempt } from './exemption';
import type { GatewayNames } from './pods-policy';
import { differs, type Guard, namedNamespaces, OWNED_BY_OTHERS, written } from './policy-parts';

/** Whatever configures a gateway, the mesh around it, or what leads to it: all kinds of these API groups. */
const RESOURCES = [
  {
    apiGroups: [
      'gateway.kgateway.dev',
      'gateway.networking.k8s.io',
      'gateway.networking.x-k8s.io',
      'networking.istio.io',
      'security.istio.io',
      'telemetry.istio.io',
      'extensions.istio.io',
    ],
    resources: ['*'],
  },
] as const;

/** The settings of the policy for deployers. */
export interface DeployersPolicy {
  readonly exempt: Exemption;
  readonly gateways: GatewayNames;
}

/** The policy that leaves the configuration beside a gateway to those who deploy it. */
export function deployersGuard({ exempt, gateways }: DeployersPolicy): Guard {
  return {
    background: false,
    matchConstraints: {
      namespaceSelector: namedNamespaces(Object.keys(gateways)),
      resourceRules: written(RESOURCES, ['CREATE', 'UPDATE', 'DELETE']),
    },
    matchConditions: [
      // The API server ignores the selector for cluster-scoped kinds, such as the GatewayClasses that istiod writes.
      { name: 'in-a-namespace', expression: 'has(request.namespace)' },
      {
        name: 'changes-something',
        expression: `request.operation != "UPDATE" || ${['spec', 'metadata.labels', 'metadata.annotations'].map(differs).join(' || ')} || ${OWNED_BY_OTHERS}`,
      },
      notExempt(exempt),
    ],
    validations: [
      {
        expression: 'false',
        message:
          'only those who deploy the egress gateway may create, change or delete its configuration: change it where it is declared, and let them apply it; they are in exempt of EgressGovernance',
      },
    ],
  };
}
