import type { ApprovalLimits } from '../../core/approval-limits';
import { type ApprovalKeys, GATEWAY_NAME } from '../../core/labels';
import { ASSIGNED_ADDRESS, INSIDE_ADDRESS, INSIDE_HOST, SERVICE_NAME } from '../../core/net/inside-address';
import { approvalRules, approvalVariables } from './approval-rules';
import type { GatewayNames } from './pods-policy';
import { celOf, type GovernanceRule, type Guard, NOT_BEING_DELETED, namedNamespaces, written } from './policy-parts';

/** The resources that can name a destination outside the cluster. */
export const DESTINATION_RESOURCES = [
  { apiGroups: ['networking.istio.io'], resources: ['serviceentries', 'workloadentries'] },
  { apiGroups: ['gateway.kgateway.dev'], resources: ['backends'] },
  { apiGroups: [''], resources: ['services'] },
] as const;

/** The resources that can disable the authorization of a gateway. */
export const POLICY_RESOURCES = [{ apiGroups: ['gateway.kgateway.dev'], resources: ['trafficpolicies'] }] as const;

/**
 * What leads to no address outside, and takes no requests from the Internet. `stays-inside.ts` of the checks says the same:
 *
 * - a ServiceEntry of the mesh whose endpoints are private addresses or pods, such as a virtual machine, if its hosts and addresses
 *   are not on the Internet. The location alone says nothing: an entry of the mesh can have any host and any endpoint.
 * - the WorkloadEntries of such machines, which istiod also registers by itself
 * - Backends and Services of type ExternalName for the names of Services
 *
 * The API server evaluates these conditions too, so they use no functions of Kyverno and no optional types.
 */
const LEADS_OUTSIDE = [
  {
    name: 'not-a-workload-inside',
    expression: `object.kind != "WorkloadEntry" || !has(object.spec.address) || !object.spec.address.matches("${INSIDE_ADDRESS}")`,
  },
  {
    name: 'not-a-service-inside',
    expression: `object.kind != "ServiceEntry" || !has(object.spec.location) || object.spec.location != "MESH_INTERNAL"
  || !has(object.spec.resolution) || !(object.spec.resolution in ["STATIC", "DNS", "DNS_ROUND_ROBIN"])
  || (object.spec.resolution != "STATIC" && (!has(object.spec.endpoints) || size(object.spec.endpoints) == 0))
  || (has(object.spec.endpoints) && !object.spec.endpoints.all(endpoint, has(endpoint.address) && endpoint.address.matches("${INSIDE_ADDRESS}")))
  || !has(object.spec.hosts) || !object.spec.hosts.all(host, host.matches("${INSIDE_HOST}"))
  || (has(object.spec.addresses) && !object.spec.addresses.all(address, address.matches("${INSIDE_ADDRESS}") || address.matches("${ASSIGNED_ADDRESS}")))`,
  },
  {
    name: 'not-a-backend-inside',
    expression: `object.kind != "Backend" || !has(object.spec.static) || !has(object.spec.static.hosts) || size(object.spec.static.hosts) == 0
  || !object.spec.static.hosts.all(each, has(each.host) && each.host.matches("${SERVICE_NAME}"))`,
  },
  {
    name: 'not-an-alias-inside',
    expression: `object.kind != "Service" || !has(object.spec.externalName) || !object.spec.externalName.matches("${SERVICE_NAME}")`,
  },
];

/**
 * What leaves the choice to an egress gateway: a ServiceEntry that sends the connections for its hosts to the gateway's pods, and a
 * Backend over TLS for the hosts of several routes. `leads-to-gateway.ts` of the checks says the same.
 */
function leftToGateways(gateways: GatewayNames, approved: string) {
  const namespaces = Object.keys(gateways);
  if (namespaces.length === 0) return [];
  const keys = Object.entries(gateways).flatMap(([namespace, names]) => names.map((name) => `${namespace}/${name}`));
  // What has an approval of its own is judged, wherever it leads.
  const hasMark = `(has(object.metadata.labels) && "${approved}" in object.metadata.labels)`;
  const label = `object.spec.workloadSelector.labels["${GATEWAY_NAME}"]`;
  return [
    {
      name: 'not-a-way-to-the-gateway',
      expression: `object.kind != "ServiceEntry" || !has(object.spec.location) || object.spec.location != "MESH_INTERNAL"
  || !has(object.spec.resolution) || object.spec.resolution != "STATIC" || (has(object.spec.endpoints) && size(object.spec.endpoints) > 0)
  || !has(object.spec.workloadSelector) || !has(object.spec.workloadSelector.labels) || !("${GATEWAY_NAME}" in object.spec.workloadSelector.labels)
  || !(object.metadata.namespace + "/" + ${label} in ${celOf(keys)})`,
    },
    {
      name: 'not-a-backend-for-several-hosts',
      expression: `object.kind != "Backend" || !has(object.spec.dynamicForwardProxy) || !has(object.spec.dynamicForwardProxy.enableTls)
  || !object.spec.dynamicForwardProxy.enableTls || !(object.metadata.namespace in ${celOf(namespaces)})`,
    },
  ].map(({ name, expression }) => ({ name, expression: `${hasMark} || ${expression}` }));
}

/** The condition that an object is in none of these namespaces. */
export function outsideOf(namespaces: readonly string[]) {
  if (namespaces.length === 0) return [];
  const expression = `!has(object.metadata.namespace) || !(object.metadata.namespace in ${celOf(namespaces)})`;
  return [{ name: 'not-in-an-excluded-namespace', expression }];
}

/** The settings of the policy for destinations. */
export interface ApprovalPolicy {
  readonly keys: ApprovalKeys;
  /** The limits of the app. */
  readonly limits: ApprovalLimits;
  /** The namespaces whose destinations need no approval. */
  readonly excludedNamespaces: readonly string[];
  readonly gateways: GatewayNames;
}

/** An approval names a host, and a dynamic forward proxy reaches all. Beside a gateway, its routes name the hosts. */
function proxyRules(namespaces: readonly string[]): GovernanceRule[] {
  if (namespaces.length === 0) return [];
  return [
    {
      expression: `object.kind != "Backend" || !has(object.spec.dynamicForwardProxy) || object.metadata.namespace in ${celOf(namespaces)}`,
      message:
        "a dynamic forward proxy leads to every host, also with an approval: name the host, or use destination: 'dynamic' of ExternalHost, whose routes name the hosts",
    },
  ];
}

/** The policy that rejects destinations without a complete and current approval. */
export function approvalGuard({ keys, limits, excludedNamespaces, gateways }: ApprovalPolicy): Guard {
  return {
    // The background scan checks existing objects again, so that policy reports show approvals that have ended.
    background: true,
    matchConstraints: { resourceRules: written(DESTINATION_RESOURCES) },
    matchConditions: [
      NOT_BEING_DELETED,
      {
        name: 'names-a-destination',
        expression: 'object.kind != "Service" || (has(object.spec.type) && object.spec.type == "ExternalName")',
      },
      ...LEADS_OUTSIDE,
      ...leftToGateways(gateways, keys.approved),
      ...outsideOf(excludedNamespaces),
    ],
    variables: approvalVariables(keys, limits),
    validations: [...approvalRules(keys, limits), ...proxyRules(Object.keys(gateways))],
  };
}

/** The policy that rejects TrafficPolicies which disable authorization: the most specific TrafficPolicy takes precedence. */
export function decisionGuard({ gateways }: Pick<ApprovalPolicy, 'gateways'>): Guard {
  return {
    background: true,
    matchConstraints: {
      namespaceSelector: namedNamespaces(Object.keys(gateways)),
      resourceRules: written(POLICY_RESOURCES),
    },
    matchConditions: [NOT_BEING_DELETED],
    validations: [
      {
        expression: '!has(object.spec.extAuth) || !has(object.spec.extAuth.disable)',
        message: 'spec.extAuth.disable switches off the authorization of the egress gateway',
      },
    ],
  };
}
