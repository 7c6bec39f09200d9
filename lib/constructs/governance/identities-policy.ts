import { GATEWAY_NAME } from '../../core/labels';
import { type Exemption, isBy, notExempt } from './exemption';
import { CHANGES_A_POD, type GatewayNames, gatewaysHere, IS_GATEWAY, POD_RESOURCES, POD_VARIABLES } from './pods-policy';
import { differs, type Guard, listFor, namedNamespaces, written } from './policy-parts';

/** What can take the place of a gateway or a caller: pods, Services, and tokens, by which istiod knows a service account. */
const RESOURCES = [
  ...POD_RESOURCES,
  { apiGroups: [''], resources: ['services', 'services/status', 'serviceaccounts/token'] },
] as const;

/** A service account of a caller, which only certain users may use. */
export interface RestrictedAccount extends Exemption {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** The settings of the policy for identities. */
export interface IdentitiesPolicy {
  readonly exempt: Exemption;
  readonly gateways: GatewayNames;
  readonly restricted: readonly RestrictedAccount[];
  /** The Services of hosts, by namespace, which select the pods of a gateway. Complete when the tree is built. */
  readonly aliases: () => Readonly<Record<string, readonly string[]>>;
}

/** With the status, istio-cni and other programs write annotations. Whose pod it is, only the labels say. */
const CHANGES_A_LABEL = {
  name: 'changes-a-label',
  expression: `!has(request.subResource) || request.subResource != "status" || ${differs('metadata.labels')}`,
};

const ACCOUNT = `object.kind == "TokenRequest" ? request.name
  : object.kind == "Service" ? ""
  : variables.pod.spec.?serviceAccountName.orValue("default")`;

/** Kubelets ask for the tokens of the pods on their nodes. */
const BY_KUBELET = `(object.kind == "TokenRequest" && ${isBy({ groups: ['system:nodes'] })})`;

/** The Service of a host must select the pods of the gateway, and may only be reached in the cluster. */
const IS_ALIAS = `object.metadata.name in variables.aliases && object.spec.?selector[?"${GATEWAY_NAME}"].orValue("") in variables.gateways
  && object.spec.?type.orValue("ClusterIP") == "ClusterIP" && size(object.spec.?externalIPs.orValue([])) == 0
  && !("${GATEWAY_NAME}" in object.metadata.?labels.orValue({}))`;

const ofGateways = (hasAliases: boolean) => [
  {
    expression: `!(variables.account in variables.gateways) || ${BY_KUBELET}`,
    message:
      'this is the service account of an egress gateway, and who uses it is the gateway to everybody else: use another service account; only kgateway makes the pods of a gateway',
  },
  {
    expression: `object.kind in ["Service", "TokenRequest"] || !(${IS_GATEWAY})`,
    message: `the label ${GATEWAY_NAME} makes the pod one of an egress gateway, which gets its requests: use another label; only kgateway makes the pods of a gateway`,
  },
  {
    expression: `object.kind != "Service"${hasAliases ? ' || variables.isAlias' : ''} || !(object.metadata.name in ${hasAliases ? 'variables.gateways + variables.aliases' : 'variables.gateways'}
  || object.metadata.?labels[?"${GATEWAY_NAME}"].orValue("") in variables.gateways
  || object.spec.?selector[?"${GATEWAY_NAME}"].orValue("") in variables.gateways)`,
    message: `the Service has the name of an egress gateway or of one of its hosts, its label ${GATEWAY_NAME}, or selects its pods, so that it takes or exposes its requests: use another name, label and selector; only kgateway makes the Service of a gateway`,
  },
];

function ofCaller({ namespace, serviceAccount, ...by }: RestrictedAccount) {
  return {
    expression: `request.namespace != "${namespace}" || variables.account != "${serviceAccount}"
  || ${isBy(by)} || ${BY_KUBELET}`,
    message: `only certain users may run pods as the service account ${namespace}/${serviceAccount}, because it may call hosts outside the cluster: use another service account, or let those who deploy the caller create this object`,
  };
}

/**
 * The policy that keeps the identities of gateways and of restricted callers for those who should have them. Pods are made by the
 * controllers of Kubernetes, which are exempt, from templates that this policy judges by who writes them.
 */
export function identitiesGuard({ exempt, gateways, restricted, aliases }: IdentitiesPolicy): Guard {
  const named = aliases();
  const hasAliases = Object.keys(named).length > 0;
  const namespaces = [...Object.keys(gateways), ...restricted.map(({ namespace }) => namespace)];
  return {
    background: false,
    matchConstraints: {
      namespaceSelector: namedNamespaces([...new Set(namespaces)].sort()),
      resourceRules: written(RESOURCES),
    },
    matchConditions: [notExempt(exempt), CHANGES_A_POD, CHANGES_A_LABEL],
    variables: [
      ...POD_VARIABLES,
      gatewaysHere(gateways),
      { name: 'account', expression: ACCOUNT },
      ...(hasAliases
        ? [
            { name: 'aliases', expression: listFor(named, 'request.namespace') },
            { name: 'isAlias', expression: IS_ALIAS },
          ]
        : []),
    ],
    validations: [...(Object.keys(gateways).length > 0 ? ofGateways(hasAliases) : []), ...restricted.map(ofCaller)],
  };
}
