// What somebody who may write objects in client and gateway namespaces can try. The groups governance-writers and governance-modes have the verdicts.
import type { KubeObject } from '../bed';
import { HOST, NAMESPACE } from '../manifests';

/** The gateway of dist/. */
export const GATEWAY = 'egress-kgateway';
const GATEWAY_LABEL = 'gateway.networking.k8s.io/gateway-name';

/** An attempt: what is written, and a part of the message that refuses it. Without one, it is accepted. */
export type Attempt = readonly [title: string, object: KubeObject, message?: string];

/** What matters of a pod. */
interface PodParts {
  readonly namespace?: string;
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
  readonly spec?: object;
}

const container = (securityContext: object = {}) => ({ name: 'main', image: 'example/app', securityContext });
const podSpec = (more: object = {}) => ({ containers: [container()], ...more });
const capabilities = (...add: readonly string[]) => ({ containers: [container({ capabilities: { add } })] });

/** A pod. */
export function pod({ namespace = 'team-a', labels = {}, annotations = {}, spec }: PodParts = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'attempt', namespace, labels, annotations }, spec: podSpec(spec) };
}

/** A workload whose pods have these parts. */
function workload(
  kind: 'Deployment' | 'ReplicaSet' | 'CronJob',
  { namespace = 'team-a', labels, annotations, spec }: PodParts,
): KubeObject {
  const own = { app: 'attempt' };
  const template = { metadata: { labels: { ...own, ...labels }, annotations }, spec: podSpec(spec) };
  const metadata = { name: 'attempt', namespace };
  if (kind === 'CronJob') {
    const jobTemplate = { spec: { template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } } } };
    return { apiVersion: 'batch/v1', kind, metadata, spec: { schedule: '* * * * *', jobTemplate } };
  }
  return { apiVersion: 'apps/v1', kind, metadata, spec: { selector: { matchLabels: own }, template } };
}

const MESH = { 'istio.io/dataplane-mode': 'none' };
const dns = { 'ambient.istio.io/dns-capture': 'false' };

/** Pods of client namespaces. */
export const PODS: readonly Attempt[] = [
  ['an ordinary pod', pod()],
  ['an ordinary Deployment', workload('Deployment', {})],
  ['hostNetwork', pod({ spec: { hostNetwork: true } }), 'hostNetwork: true puts the pod into the network of the node'],
  ['a Deployment with hostNetwork', workload('Deployment', { spec: { hostNetwork: true } }), 'hostNetwork: true'],
  ['a CronJob with hostNetwork', workload('CronJob', { spec: { hostNetwork: true } }), 'hostNetwork: true'],
  ['the label that leaves the mesh', pod({ labels: MESH }), 'takes the pod out of the ambient mesh'],
  ['a Deployment with this label', workload('Deployment', { labels: MESH }), 'takes the pod out of the ambient mesh'],
  ['the mark of a sidecar', pod({ annotations: { 'sidecar.istio.io/status': '{}' } }), 'as if it had a sidecar'],
  ['DNS past the mesh', pod({ annotations: dns }), 'ambient.istio.io/dns-capture hides the names'],
  [
    'callers past the mesh',
    pod({ annotations: { 'ambient.istio.io/bypass-inbound-capture': 'true' } }),
    'bypass-inbound-capture',
  ],
  ['NET_ADMIN', pod({ spec: capabilities('NET_ADMIN') }), 'NET_ADMIN, NET_RAW and ALL'],
  ['net_raw in lower case', pod({ spec: capabilities('net_raw') }), 'NET_ADMIN, NET_RAW and ALL'],
  ['a privileged container', pod({ spec: { containers: [container({ privileged: true })] } }), 'privileged containers'],
  ['NET_BIND_SERVICE', pod({ spec: capabilities('NET_BIND_SERVICE') })],
  ['hostNetwork in a namespace of no client', pod({ namespace: 'default', spec: { hostNetwork: true } })],
];

/** A ReplicaSet, which Kyverno's default configuration ignores. */
export const REPLICA_SETS: readonly Attempt[] = [
  ['an ordinary ReplicaSet', workload('ReplicaSet', {})],
  ['a ReplicaSet with hostNetwork', workload('ReplicaSet', { spec: { hostNetwork: true } }), 'hostNetwork: true'],
  [
    'a ReplicaSet of gateway pods',
    workload('ReplicaSet', { namespace: NAMESPACE, labels: { [GATEWAY_LABEL]: GATEWAY } }),
    'makes the pod one of an egress gateway',
  ],
];

const inGateway = { namespace: NAMESPACE };
const posing = { ...inGateway, labels: { [GATEWAY_LABEL]: GATEWAY } };

/** A Service. */
export function service(name: string, namespace: string, spec: object = {}, labels: Record<string, string> = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace, labels }, spec: { ports: [{ port: 80 }], ...spec } };
}

/** What poses as the gateway. */
export const IDENTITIES: readonly Attempt[] = [
  ['an ordinary pod beside the gateway', pod(inGateway)],
  ['a pod with the label of the gateway', pod(posing), 'makes the pod one of an egress gateway'],
  ['a Deployment with the label', workload('Deployment', posing), 'makes the pod one of an egress gateway'],
  [
    'a pod with the service account of the gateway',
    pod({ ...inGateway, spec: { serviceAccountName: GATEWAY } }),
    'service account of an egress gateway',
  ],
  [
    'a Deployment with the account',
    workload('Deployment', { ...inGateway, spec: { serviceAccountName: GATEWAY } }),
    'service account of an egress gateway',
  ],
  [
    'a Service with the label',
    service('attempt', NAMESPACE, {}, { [GATEWAY_LABEL]: GATEWAY }),
    'the Service has the name of an egress gateway',
  ],
  [
    'a Service that selects its pods',
    service('attempt', NAMESPACE, { selector: { [GATEWAY_LABEL]: GATEWAY } }),
    'the Service has the name of an egress gateway',
  ],
  ['an ordinary Service beside the gateway', service('attempt', NAMESPACE, { selector: { app: 'attempt' } })],
];

/** A NetworkPolicy for all pods of a namespace. */
export const networkPolicy = (name: string, spec: object, namespace = 'team-a'): KubeObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace },
  spec: { podSelector: {}, ...spec },
});

const ABOUT_EGRESS = 'NetworkPolicies of the type Egress decide what leaves this namespace';
const OPEN = { policyTypes: ['Egress'], egress: [{}] };
const PERMITS = 'this policy permits egress of the clients';
const everywhere = { namespaces: {} };
const elsewhere = { namespaces: { matchLabels: { 'kubernetes.io/metadata.name': 'default' } } };

function other(apiVersion: string, kind: string, spec: object, namespace?: string): KubeObject {
  return { apiVersion, kind, metadata: { name: 'attempt', ...(namespace && { namespace }) }, spec };
}

const admin = (spec: object) => other('policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy', spec);
const cluster = (spec: object) => other('policy.networking.k8s.io/v1alpha2', 'ClusterNetworkPolicy', spec);

/** Namespaces and network policies. */
export const ISOLATION: readonly Attempt[] = [
  [
    'a namespace of a client without the label of the mesh',
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team-a', labels: { team: 'a' } } },
    'without the label istio.io/dataplane-mode: ambient',
  ],
  [
    'the namespace of the gateway without this label',
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
    'without the label istio.io/dataplane-mode: ambient',
  ],
  [
    'a namespace of a client with another label too',
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'team-a', labels: { team: 'a', 'istio.io/dataplane-mode': 'ambient' } },
    },
  ],
  [
    'the labels of another namespace',
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default', labels: { team: 'a' } } },
  ],
  ['a NetworkPolicy that opens a client', networkPolicy('attempt', OPEN), ABOUT_EGRESS],
  ['one that opens the gateway', networkPolicy('attempt', OPEN, NAMESPACE), ABOUT_EGRESS],
  ['the policy of the client, widened', networkPolicy('only-by-the-gateway', OPEN), ABOUT_EGRESS],
  ['a NetworkPolicy about ingress', networkPolicy('attempt', { policyTypes: ['Ingress'], ingress: [{}] })],
  ['a NetworkPolicy of another namespace', networkPolicy('attempt', OPEN, 'default')],
  ['an AdminNetworkPolicy: Allow', admin({ subject: everywhere, egress: [{ action: 'Allow' }] }), PERMITS],
  ['an AdminNetworkPolicy: Deny', admin({ subject: everywhere, egress: [{ action: 'Deny' }] })],
  ['an AdminNetworkPolicy for another namespace', admin({ subject: elsewhere, egress: [{ action: 'Allow' }] })],
  ['a ClusterNetworkPolicy: Accept', cluster({ tier: 'Admin', subject: everywhere, egress: [{ action: 'Accept' }] }), PERMITS],
  [
    'a ClusterNetworkPolicy of the Baseline tier',
    cluster({ tier: 'Baseline', subject: everywhere, egress: [{ action: 'Accept' }] }),
  ],
  [
    'a GlobalNetworkPolicy of Calico',
    other('projectcalico.org/v3', 'GlobalNetworkPolicy', { egress: [{ action: 'Allow' }] }),
    PERMITS,
  ],
  ['a GlobalNetworkPolicy that denies', other('projectcalico.org/v3', 'GlobalNetworkPolicy', { egress: [{ action: 'Deny' }] })],
  ['a CiliumNetworkPolicy', other('cilium.io/v2', 'CiliumNetworkPolicy', { egress: [{}] }, 'team-a'), PERMITS],
  ['a CiliumNetworkPolicy of another namespace', other('cilium.io/v2', 'CiliumNetworkPolicy', { egress: [{}] }, 'default')],
];

/** A ServiceEntry with an approval: who may create one can also write that. */
export function entry(spec: object, namespace = 'team-a'): KubeObject {
  const { labels, annotations } = APPROVED;
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'ServiceEntry',
    metadata: { name: 'attempt', namespace, labels, annotations },
    spec: {
      location: 'MESH_INTERNAL',
      resolution: 'STATIC',
      ports: [{ number: 11434, name: 'http', protocol: 'HTTP' }],
      workloadSelector: { labels: { app: 'thief' } },
      ...spec,
    },
  };
}

/** The label and the annotations of an approval. */
export const APPROVED = {
  labels: { 'security.corp/egress-approved': 'true' },
  annotations: Object.fromEntries(
    [
      ['owner', 'thief'],
      ['ticket', 'T-1'],
      ['reason', 'theft'],
      ['approved-by', 'thief@example.com'],
      ['from', '2026-01-01T00:00:00Z'],
      ['until', '2100-01-01T00:00:00Z'],
    ].map(([key, value]) => [`security.corp/egress-${key}`, value as string]),
  ),
};

/** A route beside the gateway to a Service. */
const routeTo = (service: string): KubeObject => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'attempt', namespace: NAMESPACE },
  spec: { parentRefs: [{ name: GATEWAY }], rules: [{ backendRefs: [{ name: service, port: 8080 }] }] },
});

/** Names and addresses of the hosts of the gateway. */
export const NAMES: readonly Attempt[] = [
  ['a ServiceEntry for the host', entry({ hosts: [HOST] }), 'takes requests for a host of the egress gateway'],
  ['a ServiceEntry with a wildcard for it', entry({ hosts: ['*.internal'] }), 'takes requests for a host of the egress gateway'],
  [
    'a ServiceEntry with its address',
    entry({ hosts: ['vm.internal'], addresses: ['192.168.65.254'] }),
    'takes the connections of the whole mesh',
  ],
  [
    'a ServiceEntry with its range',
    entry({ hosts: ['vm.internal'], addresses: ['192.168.0.0/16'] }),
    'takes the connections of the whole mesh',
  ],
  ['an ordinary ServiceEntry', entry({ hosts: ['vm.internal'], addresses: ['240.240.7.7'] })],
  [
    'a Service with its address',
    service('attempt', 'team-a', { externalIPs: ['192.168.65.254'] }),
    'takes the connections of all pods',
  ],
  [
    'a headless docker in the namespace internal',
    service('docker', 'internal', { clusterIP: 'None' }),
    'spell a host of the egress gateway',
  ],
  ['a docker with an address there', service('docker', 'internal')],
  ['a second ServiceEntry for the host, beside the gateway', entry({ hosts: [HOST] }, NAMESPACE), 'is not the one of this host'],
  ['an ordinary ServiceEntry beside the gateway', entry({ hosts: ['vm.internal'] }, NAMESPACE)],
  ['a route back to the gateway', routeTo(GATEWAY), 'leads back to the egress gateway'],
  ['a route to another Service', routeTo('kyverno-authz-server')],
];

/** A kind without a schema, in place of that of a network plugin. */
export function definition(
  group: string,
  version: string,
  kind: string,
  plural: string,
  scope: 'Cluster' | 'Namespaced',
): KubeObject {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${plural}.${group}`,
      annotations: { 'api-approved.kubernetes.io': 'unapproved, in place of the real one' },
    },
    spec: {
      group,
      scope,
      names: { kind, plural, singular: kind.toLowerCase() },
      versions: [{ name: version, served: true, storage: true, schema }],
    },
  };
}

/** The kinds of network plugins. */
export const DEFINITIONS: readonly KubeObject[] = [
  definition('policy.networking.k8s.io', 'v1alpha1', 'AdminNetworkPolicy', 'adminnetworkpolicies', 'Cluster'),
  definition('policy.networking.k8s.io', 'v1alpha2', 'ClusterNetworkPolicy', 'clusternetworkpolicies', 'Cluster'),
  definition('projectcalico.org', 'v3', 'GlobalNetworkPolicy', 'globalnetworkpolicies', 'Cluster'),
  definition('cilium.io', 'v2', 'CiliumNetworkPolicy', 'ciliumnetworkpolicies', 'Namespaced'),
];

/** The attempts by the policy that judges them: the end of its name. */
export const TABLES = { pods: PODS, identities: IDENTITIES, isolation: ISOLATION, names: NAMES } as const;

/** The attempts of a table, all of them accepted. */
export const accepted = (attempts: readonly Attempt[]): Attempt[] => attempts.map(([title, object]) => [title, object]);
