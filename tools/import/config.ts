import type { Source } from './source';

/** One kind to generate: `[apiVersion, kind]`. With `'schemaOnly'`, only the constraint data is generated, no types. */
export type KindLine = readonly [apiVersion: string, kind: string, only?: 'schemaOnly'];

/** The kinds that are generated from one source. */
export interface SourceLine {
  readonly source: Source;
  /** The URL of a kind's reference page, for `@see`. */
  readonly see: (kind: string, apiVersion: string) => string;
  readonly kinds: readonly KindLine[];
  /** The API groups that the source defines completely, `''` for the core group. `served.json` lists all their kinds. */
  readonly groups?: readonly string[];
}

const kgateway: SourceLine = {
  source: {
    module: 'github.com/kgateway-dev/kgateway/v2',
    version: 'v2.4.2',
    path: 'install/helm/kgateway-crds/templates',
    // 2.1 and 2.3 cannot be downloaded from the module proxy.
    history: { component: 'kgateway', older: ['v2.2.0', 'v2.4.0'] },
  },
  see: (kind) => `https://kgateway.dev/docs/envoy/latest/reference/api/#${kind.toLowerCase()}`,
  groups: ['gateway.kgateway.dev'],
  kinds: [
    ['gateway.kgateway.dev/v1alpha1', 'Backend'],
    ['gateway.kgateway.dev/v1alpha1', 'BackendConfigPolicy'],
    ['gateway.kgateway.dev/v1alpha1', 'DirectResponse'],
    ['gateway.kgateway.dev/v1alpha1', 'GatewayExtension'],
    ['gateway.kgateway.dev/v1alpha1', 'GatewayParameters'],
    ['gateway.kgateway.dev/v1alpha1', 'HTTPListenerPolicy'],
    ['gateway.kgateway.dev/v1alpha1', 'ListenerPolicy'],
    ['gateway.kgateway.dev/v1alpha1', 'TrafficPolicy'],
  ],
};

const gatewayApi: SourceLine = {
  source: {
    module: 'sigs.k8s.io/gateway-api',
    version: 'v1.6.3',
    path: 'config/crd/standard',
    history: {
      component: 'gatewayApi',
      older: ['v1.1.0', 'v1.2.1', 'v1.3.0', 'v1.4.1', 'v1.5.1'],
      experimental: 'config/crd/experimental',
    },
  },
  groups: ['gateway.networking.k8s.io', 'gateway.networking.x-k8s.io'],
  see: (kind) => `https://gateway-api.sigs.k8s.io/reference/1.6/spec/#${kind.toLowerCase()}`,
  kinds: [
    ['gateway.networking.k8s.io/v1', 'BackendTLSPolicy'],
    ['gateway.networking.k8s.io/v1', 'Gateway'],
    ['gateway.networking.k8s.io/v1', 'GRPCRoute', 'schemaOnly'],
    ['gateway.networking.k8s.io/v1', 'HTTPRoute'],
    ['gateway.networking.k8s.io/v1', 'ListenerSet'],
    // v1 was added in 1.5. kgateway 2.1 and 2.2 run on older versions.
    ['gateway.networking.k8s.io/v1beta1', 'ReferenceGrant'],
    ['gateway.networking.k8s.io/v1', 'TCPRoute'],
    ['gateway.networking.k8s.io/v1', 'TLSRoute'],
    ['gateway.networking.k8s.io/v1', 'UDPRoute', 'schemaOnly'],
  ],
};

const istio: Source = {
  module: 'istio.io/api',
  version: 'v1.32.0',
  path: 'kubernetes/customresourcedefinitions.gen.yaml',
  // The module proxy has no version of 1.25 and 1.27 to 1.29, and only the beta of 1.26.
  history: { component: 'istio', older: ['v1.24.2', 'v1.26.0-beta.0', 'v1.30.8', 'v1.31.4'] },
};
const istioDocs = 'https://istio.io/latest/docs/reference/config';

const istioNetworking: SourceLine = {
  source: istio,
  see: () => `${istioDocs}/networking/service-entry/`,
  groups: ['networking.istio.io', 'security.istio.io', 'telemetry.istio.io', 'extensions.istio.io'],
  kinds: [
    ['networking.istio.io/v1', 'ServiceEntry'],
    ['networking.istio.io/v1', 'WorkloadEntry', 'schemaOnly'],
  ],
};

const istioSecurity: SourceLine = {
  source: istio,
  see: (kind) => `${istioDocs}/security/${kind === 'PeerAuthentication' ? 'peer_authentication' : 'authorization-policy'}/`,
  kinds: [
    ['security.istio.io/v1', 'AuthorizationPolicy'],
    ['security.istio.io/v1', 'PeerAuthentication'],
  ],
};

function kyvernoDocs(apiVersion: string): string {
  const page = apiVersion === 'kyverno.io/v1' ? 'kyverno.v1.html' : 'kyverno_cel_policies.v1.html';
  return `https://htmlpreview.github.io/?https://github.com/kyverno/kyverno/blob/v1.19.1/docs/user/crd/${page}`;
}

const kyverno: SourceLine = {
  source: {
    module: 'github.com/kyverno/kyverno',
    version: 'v1.19.1',
    path: 'config/crds',
    // The module proxy has no version of 1.14 to 1.17.
    history: { component: 'kyverno', older: ['v1.13.4', 'v1.18.2', 'v1.19.0'] },
  },
  see: (kind, apiVersion) => `${kyvernoDocs(apiVersion)}#${apiVersion.replace(/\W/g, '-')}-${kind}`,
  groups: ['kyverno.io', 'policies.kyverno.io'],
  kinds: [
    ['kyverno.io/v1', 'ClusterPolicy'],
    ['policies.kyverno.io/v1', 'DeletingPolicy'],
    ['policies.kyverno.io/v1', 'GeneratingPolicy'],
    ['policies.kyverno.io/v1', 'PolicyException'],
    ['policies.kyverno.io/v1', 'ValidatingPolicy'],
  ],
};

/** Only plugin version 0.1.0 has this form of the CRD, and no registry has it. The file is written by hand. */
const kyvernoEnvoy: SourceLine = {
  source: { file: 'tools/import/crds/envoy.kyverno.io_authorizationpolicies.yaml' },
  see: () => 'https://github.com/kyverno/kyverno-envoy-plugin/blob/v0.1.0/apis/v1alpha1/types.go',
  kinds: [['envoy.kyverno.io/v1alpha1', 'AuthorizationPolicy']],
};

function kubernetesDocs(kind: string, apiVersion: string): string {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion];
  const anchor = `${kind.toLowerCase()}-${version}-${group?.replaceAll('.', '-')}`;
  return `https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#${anchor}`;
}

const kubernetes: SourceLine = {
  source: { module: 'k8s.io/kubernetes', version: 'v1.36.3', path: 'api/openapi-spec/v3' },
  see: kubernetesDocs,
  // Groups whose beta versions come and go with each minor version are left out: resource.k8s.io, flowcontrol.apiserver.k8s.io.
  groups: [
    '',
    'admissionregistration.k8s.io',
    'apiextensions.k8s.io',
    'apps',
    'autoscaling',
    'batch',
    'discovery.k8s.io',
    'networking.k8s.io',
    'policy',
    'rbac.authorization.k8s.io',
    'scheduling.k8s.io',
    'storage.k8s.io',
  ],
  kinds: [
    ['admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy'],
    ['admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicyBinding'],
    ['apps/v1', 'Deployment'],
    ['networking.k8s.io/v1', 'NetworkPolicy'],
    ['policy/v1', 'PodDisruptionBudget'],
    ['rbac.authorization.k8s.io/v1', 'ClusterRole'],
    ['v1', 'ConfigMap'],
    ['v1', 'Namespace'],
    ['v1', 'Service'],
    ['v1', 'ServiceAccount', 'schemaOnly'],
  ],
};

const networkPolicyApiDocs = 'https://network-policy-api.sigs.k8s.io/reference/spec';

/** The experimental channel, as clusters with `domainNames`, `nodes` or named ports use it. v1alpha2 has the same schema. */
const networkPolicyApi: SourceLine = {
  source: { module: 'sigs.k8s.io/network-policy-api', version: 'v0.3.0', path: 'config/crd/experimental' },
  see: () => `${networkPolicyApiDocs}/`,
  kinds: [['policy.networking.k8s.io/v1beta1', 'ClusterNetworkPolicy']],
};

/** The kinds that ClusterNetworkPolicy replaced. This is the newest version of the module that has them. */
const adminNetworkPolicy: SourceLine = {
  source: {
    module: 'sigs.k8s.io/network-policy-api',
    version: 'v0.1.6-0.20250401132235-45061d10895e',
    path: 'config/crd/experimental',
  },
  see: (kind) => `${networkPolicyApiDocs}/#policy.networking.k8s.io/v1alpha1.${kind}`,
  kinds: [
    ['policy.networking.k8s.io/v1alpha1', 'AdminNetworkPolicy'],
    ['policy.networking.k8s.io/v1alpha1', 'BaselineAdminNetworkPolicy'],
  ],
};

/** Everything that `npm run import` generates. */
export const config: readonly SourceLine[] = [
  kgateway,
  gatewayApi,
  istioNetworking,
  istioSecurity,
  kyverno,
  kyvernoEnvoy,
  kubernetes,
  networkPolicyApi,
  adminNetworkPolicy,
];
