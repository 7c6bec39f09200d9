import { DATAPLANE_MODE, GATEWAY_NAME } from '../../core/labels';
import { celOf, differs, type Guard, listFor, namedNamespaces, written } from './policy-parts';

/**
 * Pods, and what Kubernetes makes pods from: so the author of a Deployment sees the refusal, not only its ReplicaSet. Who writes the
 * status of a pod can write its labels and annotations too.
 */
export const POD_RESOURCES = [
  { apiGroups: [''], resources: ['pods', 'pods/ephemeralcontainers', 'pods/status', 'replicationcontrollers'] },
  { apiGroups: ['apps'], resources: ['deployments', 'replicasets', 'statefulsets', 'daemonsets'] },
  { apiGroups: ['batch'], resources: ['jobs', 'cronjobs'] },
] as const;

/**
 * An update that changes nothing of the pod is never refused. Otherwise, a Deployment could not scale down the ReplicaSet of an
 * earlier version, and nobody could remove a finalizer.
 */
export const CHANGES_A_POD = {
  name: 'changes-a-pod',
  expression: `request.operation != "UPDATE"
  || (object.kind in ["Pod", "Service"]
    ? object.spec != oldObject.spec || ${differs('metadata.labels')} || ${differs('metadata.annotations')}
    : object.kind == "CronJob" ? object.spec.jobTemplate != oldObject.spec.jobTemplate
    : object.spec.template != oldObject.spec.template)`,
};

/** The pod: the object itself, or the template of a workload. */
export const POD_VARIABLES = [
  {
    name: 'pod',
    expression: `object.kind == "Pod" ? object
  : object.kind == "CronJob" ? object.spec.jobTemplate.spec.template
  : object.spec.template`,
  },
  { name: 'labels', expression: 'variables.pod.?metadata.?labels.orValue({})' },
];

/** The names of gateways, by namespace. */
export type GatewayNames = Readonly<Record<string, readonly string[]>>;

/** The gateways of the namespace of the request. */
export function gatewaysHere(gateways: GatewayNames) {
  return { name: 'gateways', expression: listFor(gateways, 'request.namespace') };
}

/** Whether the pod has the label of a gateway. The policy for identities says who may give it to a pod. */
export const IS_GATEWAY = `variables.labels[?"${GATEWAY_NAME}"].orValue("") in variables.gateways`;

const CONTAINERS = `variables.pod.spec.containers
  + variables.pod.spec.?initContainers.orValue([])
  + variables.pod.spec.?ephemeralContainers.orValue([])`;

/** Container runtimes accept these names in lower case, and most with the prefix CAP_. */
const CAPABILITIES = ['ALL', 'NET_ADMIN', 'CAP_NET_ADMIN', 'NET_RAW', 'CAP_NET_RAW'];

const annotation = (key: string, otherwise: string) => `variables.annotations[?"${key}"].orValue("${otherwise}")`;

/** What a pod of a client or gateway namespace must be, and what the author of any other pod reads. */
const CONDUCT = [
  {
    expression: '!variables.pod.spec.?hostNetwork.orValue(false)',
    message:
      'hostNetwork: true puts the pod into the network of the node, where neither the mesh nor NetworkPolicies apply to it: remove it, or run the pod in a namespace that is no client of the egress gateway',
  },
  {
    expression: `variables.labels[?"${DATAPLANE_MODE}"].orValue("ambient") == "ambient"`,
    message: `the label ${DATAPLANE_MODE} takes the pod out of the ambient mesh, where the egress gateway cannot tell who calls: remove the label from the pod`,
  },
  {
    expression: '!("sidecar.istio.io/status" in variables.annotations)',
    message:
      'the annotation sidecar.istio.io/status takes the pod out of the ambient mesh, as if it had a sidecar: remove the annotation, and do not inject sidecars in this namespace',
  },
  {
    expression: `${annotation('ambient.istio.io/dns-capture', 'true')} == "true" || ${IS_GATEWAY}`,
    message:
      'the annotation ambient.istio.io/dns-capture hides the names of the mesh from the pod, so that its requests miss the egress gateway: remove the annotation, which only the pods of the gateway need',
  },
  {
    expression: `${annotation('ambient.istio.io/bypass-inbound-capture', 'false')} == "false"`,
    message:
      'the annotation ambient.istio.io/bypass-inbound-capture lets callers without an identity into the pod: remove the annotation',
  },
  {
    expression: `variables.containers.all(container, !container.?securityContext.?privileged.orValue(false)
  && container.?securityContext.?capabilities.?add.orValue([]).all(added, !(added.upperAscii() in ${celOf(CAPABILITIES)})))`,
    message:
      'privileged containers, and the capabilities NET_ADMIN, NET_RAW and ALL, can lead packets past the mesh and forge their addresses: remove them from all containers of the pod',
  },
];

/** The settings of the policy for pods. */
export interface PodsPolicy {
  /** The namespaces of clients and gateways. */
  readonly namespaces: readonly string[];
  readonly gateways: GatewayNames;
}

/** The policy that keeps the pods of clients and gateways in the mesh, and in reach of NetworkPolicies. Nobody is exempt. */
export function podsGuard({ namespaces, gateways }: PodsPolicy): Guard {
  return {
    background: true,
    matchConstraints: { namespaceSelector: namedNamespaces(namespaces), resourceRules: written(POD_RESOURCES) },
    matchConditions: [CHANGES_A_POD],
    variables: [
      ...POD_VARIABLES,
      { name: 'annotations', expression: 'variables.pod.?metadata.?annotations.orValue({})' },
      { name: 'containers', expression: CONTAINERS },
      gatewaysHere(gateways),
    ],
    validations: CONDUCT,
  };
}
