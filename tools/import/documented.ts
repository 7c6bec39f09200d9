import type { Changes, Spans } from './since';

/** What the documentation of a component says about versions whose CRDs cannot be downloaded. */
export interface Documented {
  /** The minor version that first served an API version. */
  readonly apiVersions?: Readonly<Record<string, string>>;
  /** The minor versions that have a field. They replace what the comparison of CRDs found. */
  readonly fields?: Spans;
  /** The same for values of an enum. */
  readonly values?: Readonly<Record<string, Spans>>;
}

const since = (version: string, ...names: readonly string[]): Spans =>
  Object.fromEntries(names.map((name) => [name, { since: version }]));
const until = (version: string, ...names: readonly string[]): Spans =>
  Object.fromEntries(names.map((name) => [name, { until: version }]));

/**
 * kgateway 2.1 and 2.3: the API reference of each version (https://kgateway.dev/docs/envoy/2.3.x/reference/api/). Fields of which
 * it says nothing clear are left out.
 */
const kgateway: Readonly<Record<string, Documented>> = {
  Backend: {
    fields: {
      ...until('2.1', 'spec.ai'),
      ...since('2.3', 'spec.gcp'),
      ...since('2.4', 'spec.aws.auth.assumeRole', 'spec.aws.ec2', 'spec.aws.lambda.accountId', 'spec.priorityGroups'),
    },
    values: {
      'spec.aws.auth.type': since('2.4', 'AssumeRole'),
      'spec.type': { ...until('2.1', 'AI'), ...since('2.3', 'GCP'), ...since('2.4', 'PriorityGroups') },
    },
  },
  BackendConfigPolicy: {
    fields: {
      ...since('2.2', 'spec.circuitBreakers'),
      ...since('2.3', 'spec.circuitBreakers.trackRemaining', 'spec.dns', 'spec.upstreamProxyProtocol'),
      ...since('2.4', 'spec.tls.parameters.signatureAlgorithms'),
    },
  },
  DirectResponse: { fields: since('2.3', 'spec.bodyFormat') },
  GatewayExtension: {
    fields: {
      ...since('2.2', 'spec.extAuth.grpcService.retry', 'spec.extAuth.httpService', 'spec.jwt', 'spec.oauth2'),
      ...since('2.3', 'spec.oauth2.jwt'),
      ...since(
        '2.4',
        'spec.extAuth.httpService.authorizationResponse.headersToClient',
        'spec.extAuth.httpService.authorizationResponse.headersToClientOnSuccess',
      ),
    },
  },
  GatewayParameters: {
    fields: {
      ...until('2.2', 'spec.kube.agentgateway'),
      ...since(
        '2.3',
        'spec.kube.deploymentOverlay',
        'spec.kube.horizontalPodAutoscaler',
        'spec.kube.podDisruptionBudget',
        'spec.kube.serviceAccountOverlay',
        'spec.kube.serviceOverlay',
        'spec.kube.verticalPodAutoscaler',
      ),
    },
  },
  HTTPListenerPolicy: {
    fields: {
      ...since('2.2', 'spec.earlyRequestHeaderModifier'),
      ...since('2.3', 'spec.http2ProtocolOptions', 'spec.skipXFFAppend', 'spec.uuidRequestIdConfig', 'spec.xffTrustedCIDRs'),
    },
  },
  ListenerPolicy: {
    apiVersions: { v1alpha1: '2.2' },
    fields: {
      ...since(
        '2.3',
        'spec.default.clientCertificateValidation',
        'spec.default.proxyProtocol.allowRequestsWithoutProxyProtocol',
        'spec.default.tcpKeepalive',
        'spec.perPort[].listener.proxyProtocol.allowRequestsWithoutProxyProtocol',
        'spec.perPort[].listener.tcpKeepalive',
        'spec.targetRefs[].sectionName',
      ),
      ...since('2.4', 'spec.default.transportSocketConnectTimeout', 'spec.perPort[].listener.transportSocketConnectTimeout'),
    },
  },
  TrafficPolicy: {
    fields: {
      ...until('2.1', 'spec.ai'),
      ...since(
        '2.2',
        'spec.apiKeyAuth',
        'spec.basicAuth',
        'spec.compression',
        'spec.jwtAuth',
        'spec.oauth2',
        'spec.urlRewrite.pathRegex',
      ),
      ...since(
        '2.3',
        'spec.acl',
        'spec.faultInjection',
        'spec.tracing',
        'spec.transformation.request.dynamicMetadata',
        'spec.transformation.response.dynamicMetadata',
      ),
      ...since('2.4', 'spec.internalRedirect', 'spec.statPrefix'),
    },
    values: {
      'spec.transformation.request.body.parseAs': since('2.3', 'None'),
      'spec.transformation.response.body.parseAs': since('2.3', 'None'),
    },
  },
};

const source = 'spec.rules[].from[].source';

/** Istio 1.27 to 1.29: its release notes, and the CRDs of 1.29 in its repository. */
const istio: Readonly<Record<string, Documented>> = {
  'networking.istio.io/ServiceEntry': { values: { 'spec.resolution': since('1.28', 'DYNAMIC_DNS') } },
  'security.istio.io/AuthorizationPolicy': { fields: since('1.30', `${source}.notTrustDomains`, `${source}.trustDomains`) },
};

/** Kyverno 1.14 to 1.17: the CRDs in its repository. */
const kyverno: Readonly<Record<string, Documented>> = {
  'policies.kyverno.io/ValidatingPolicy': { apiVersions: { v1: '1.17', v1alpha1: '1.14', v1beta1: '1.16' } },
};

const ofKgateway = Object.entries(kgateway).map(([kind, facts]) => [`gateway.kgateway.dev/${kind}`, facts]);

/** By the key of the kind. */
export const documented: Readonly<Record<string, Documented>> = { ...Object.fromEntries(ofKgateway), ...istio, ...kyverno };

/** The changes with what the documentation says of the same fields and values, and of others. */
export function withDocumented(
  { fields, values }: Changes,
  { fields: more = {}, values: others = {} }: Documented = {},
): Changes {
  const merged = Object.entries(others).map(([path, spans]) => [path, { ...values[path], ...spans }] as const);
  return { fields: sorted({ ...fields, ...more }), values: sorted({ ...values, ...Object.fromEntries(merged) }) };
}

function sorted<T>(entries: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));
}
