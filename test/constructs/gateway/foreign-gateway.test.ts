import { ApiObject, type ApiObjectProps, Chart } from 'cdk8s';
import { EgressGateway, type IEgressGateway } from '../../../lib';
import { findings } from '../../findings';
import { AGENTS, egress, host, policy } from '../../kit';

const NAME = 'byhand';
const NAMESPACE = 'egress-system';

function object(chart: Chart, apiVersion: string, kind: string, name: string, spec: object) {
  return new ApiObject(chart, `${kind}-${name}`, {
    apiVersion,
    kind,
    metadata: { name, namespace: NAMESPACE },
    spec,
  } as ApiObjectProps);
}

const KGATEWAY = 'gateway.kgateway.dev/v1alpha1';
const TARGET = [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: NAME }];

const PODS = { 'gateway.networking.k8s.io/gateway-name': NAME };
const namespaced = (name: string) => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } });
const outside = { cidr: '0.0.0.0/0', except: ['169.254.0.0/16', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'] };

/** What the pods of the gateway need, and nothing else. */
const NEEDED = {
  policyTypes: ['Ingress', 'Egress'],
  ingress: [{ from: [namespaced('team-a')], ports: [{ port: 15008 }] }],
  egress: [
    { to: [namespaced('kube-system')], ports: [{ port: 53, protocol: 'UDP' }, { port: 53 }] },
    { to: [namespaced('kgateway-system')], ports: [{ port: 9977 }] },
    { to: [namespaced(NAMESPACE)], ports: [{ port: 15008 }] },
    { to: [{ ipBlock: outside }], ports: [{ port: 443 }] },
  ],
};

/** A Gateway as users write it. */
function byHand(chart: Chart, more: object = {}): void {
  object(chart, 'gateway.networking.k8s.io/v1', 'Gateway', NAME, {
    gatewayClassName: 'kgateway',
    ...more,
    listeners: [{ name: 'http', port: 8080, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'Same' } } }],
  });
}

/** A host and a policy for a gateway that is referred to by name. */
function through(make: (chart: Chart) => unknown) {
  const { app, chart } = egress();
  const gateway: IEgressGateway = EgressGateway.fromGatewayName(chart, 'gateway', { name: NAME, namespace: NAMESPACE });
  policy(chart, gateway);
  host(chart, gateway);
  make(new Chart(app, 'manual'));
  return findings(app).map(({ rule, severity, got }) => `${severity} ${rule}: ${got}`);
}

test('a Gateway made by hand in the app: each part that it lacks is reported by name', () => {
  expect(through(byHand)).toMatchInlineSnapshot(`
[
  "error egress/refusal-missing: DirectResponse egress-system/byhand-refusal, which is not among the manifests",
  "error egress/access-log: no access log for listener http",
  "error egress/exposed-gateway: no GatewayParameters, so a LoadBalancer",
  "error egress/forgeable-decision: listener http does not remove x-egress-decision",
  "error egress/unguarded-listener: 8080",
  "warning egress/retry-limit: retries to ServiceEntry egress-system/api.example.com, at most 3 at once",
  "warning egress/gateway-reach: egress-system",
]
`);
});

test('a Gateway of another repository: nothing is known of it, and nothing is reported', () => {
  expect(through(() => {})).toEqual([]);
});

test('a Gateway of another name, or in another namespace, is not the one', () => {
  const others = (chart: Chart) => {
    const spec = { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] };
    object(chart, 'gateway.networking.k8s.io/v1', 'Gateway', 'ingress', spec);
    new ApiObject(chart, 'elsewhere', {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: NAME, namespace: 'team-a' },
      spec,
    } as object as ApiObjectProps);
  };
  expect(through(others)).toEqual([]);
});

test('an EgressGateway of the same app has all parts, also when a chart refers to it by name', () => {
  const { app, chart } = egress();
  const names = { name: NAME, namespace: NAMESPACE };
  policy(chart, new EgressGateway(chart, 'made', { ...names, callerSets: [AGENTS], destinations: [{ port: 443 }] }));
  host(chart, EgressGateway.fromGatewayName(new Chart(app, 'team'), 'gateway', { ...names, extension: 'authz' }));
  expect(findings(app)).toEqual([]);
});

test('a Gateway made by hand with all that the page lists is accepted', () => {
  const complete = (chart: Chart) => {
    byHand(chart, {
      infrastructure: { parametersRef: { group: 'gateway.kgateway.dev', kind: 'GatewayParameters', name: NAME } },
    });
    object(chart, KGATEWAY, 'DirectResponse', `${NAME}-refusal`, { status: 403 });
    const accessLog = [
      { fileSink: { path: '/dev/stdout', jsonFormat: { decision: '%DYNAMIC_METADATA(envoy.filters.http.ext_authz)%' } } },
    ];
    const httpSettings = { accessLog, earlyRequestHeaderModifier: { remove: ['x-egress-decision'] } };
    object(chart, KGATEWAY, 'ListenerPolicy', NAME, { targetRefs: TARGET, default: { httpSettings } });
    const podTemplate = {
      extraLabels: { 'istio.io/dataplane-mode': 'ambient' },
      extraAnnotations: { 'ambient.istio.io/dns-capture': 'false' },
    };
    object(chart, KGATEWAY, 'GatewayParameters', NAME, { kube: { service: { type: 'ClusterIP' }, podTemplate } });
    object(chart, KGATEWAY, 'BackendConfigPolicy', NAME, {
      targetSelectors: [{ group: 'networking.istio.io', kind: 'Hostname', matchLabels: { 'cdk8s-egress/retry-limit': NAME } }],
      circuitBreakers: { maxRetries: 1024 },
    });
    object(chart, 'networking.k8s.io/v1', 'NetworkPolicy', NAME, { podSelector: { matchLabels: PODS }, ...NEEDED });
    const callers = {
      from: [{ source: { serviceAccounts: ['team-a/agent'] } }],
      to: [{ operation: { ports: ['8080'] } }],
    };
    object(chart, 'security.istio.io/v1', 'AuthorizationPolicy', NAME, {
      selector: { matchLabels: PODS },
      action: 'ALLOW',
      rules: [callers],
    });
  };
  expect(through(complete)).toEqual([]);
});
