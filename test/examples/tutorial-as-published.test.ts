import { Clone, filesIn, yamlOf } from '../child';
import { type Manifest, Manifests } from '../manifests';

/** A field as the published manifests of the tutorial set it. */
interface Fact {
  readonly kind: string;
  readonly name: string;
  readonly path: string;
  readonly value: unknown;
}

const of = (kind: string, name: string, fields: Record<string, unknown>): Fact[] =>
  Object.entries(fields).map(([path, value]) => ({ kind, name, path, value }));

const MESSAGE = "External ServiceEntries must include the label 'security.corp/egress-approved: true' to ensure policy review.";

/** Every field of the published manifests, except those in `differences`. */
const facts: readonly Fact[] = [
  ...of('Gateway', 'egress-kgateway', {
    apiVersion: 'gateway.networking.k8s.io/v1',
    'metadata.namespace': 'default',
    'spec.gatewayClassName': 'kgateway',
    'spec.listeners.length': 1,
    'spec.listeners.0.protocol': 'HTTP',
    'spec.listeners.0.port': 8080,
    'spec.listeners.0.name': 'http',
    'spec.listeners.0.allowedRoutes.namespaces.from': 'All',
  }),
  ...of('ServiceEntry', 'ollama-external-host', {
    'metadata.namespace': 'default',
    'metadata.labels': { 'security.corp/egress-approved': 'true' },
    'spec.hosts': ['host.docker.internal'],
    'spec.location': 'MESH_EXTERNAL',
    'spec.ports.length': 1,
    'spec.ports.0.number': 11434,
    'spec.ports.0.protocol': 'HTTP',
    'spec.resolution': 'DNS',
  }),
  ...of('HTTPRoute', 'ollama-egress-route', {
    apiVersion: 'gateway.networking.k8s.io/v1',
    'metadata.namespace': 'default',
    'spec.parentRefs': [{ name: 'egress-kgateway', sectionName: 'http' }],
    'spec.hostnames': ['host.docker.internal'],
    'spec.rules.length': 1,
    'spec.rules.0.backendRefs': [
      { name: 'ollama-external-host', port: 11434, kind: 'ServiceEntry', group: 'networking.istio.io' },
    ],
  }),
  ...of('TrafficPolicy', 'ollama-external-auth-policy', {
    apiVersion: 'gateway.kgateway.dev/v1alpha1',
    'metadata.namespace': 'default',
    'spec.targetRefs': [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'ollama-egress-route' }],
    'spec.retry': { attempts: 3, perTryTimeout: '10s', statusCodes: [503, 504] },
    'spec.timeouts': { request: '30s' },
  }),
  ...of('GatewayExtension', 'kyverno-authz-server', {
    apiVersion: 'gateway.kgateway.dev/v1alpha1',
    'metadata.namespace': 'default',
    'spec.type': 'ExtAuth',
    'spec.extAuth.failOpen': false,
    'spec.extAuth.grpcService.backendRef': { name: 'kyverno-authz-server', port: 9081 },
  }),
  ...of('AuthorizationPolicy', 'demo-policy.example.com', {
    apiVersion: 'envoy.kyverno.io/v1alpha1',
    'spec.failurePolicy': 'Fail',
    'spec.authorizations.length': 1,
  }),
  ...of('ClusterPolicy', 'enforce-serviceentry-egress-label', {
    apiVersion: 'kyverno.io/v1',
    'spec.validationFailureAction': 'Enforce',
    'spec.background': false,
    'spec.rules.length': 1,
    'spec.rules.0.name': 'require-approved-egress-label',
    'spec.rules.0.match': { any: [{ resources: { kinds: ['ServiceEntry'], names: ['ollama-external-host'] } }] },
    'spec.rules.0.validate.message': MESSAGE,
    'spec.rules.0.validate.pattern': { metadata: { labels: { 'security.corp/egress-approved': '?*' } } },
  }),
  ...of('Deployment', 'curl-test-client', {
    apiVersion: 'apps/v1',
    'metadata.namespace': 'default',
    'metadata.labels': { app: 'curl-client', 'istio.io/dataplane-mode': 'ambient' },
    'spec.replicas': 1,
    'spec.selector.matchLabels': { app: 'curl-client' },
    'spec.template.metadata.labels': { app: 'curl-client', 'istio.io/dataplane-mode': 'ambient' },
    'spec.template.spec.containers.length': 1,
    'spec.template.spec.containers.0.name': 'client',
    'spec.template.spec.containers.0.image': 'curlimages/curl',
    'spec.template.spec.containers.0.command': ['sleep', '3600'],
    'spec.template.spec.containers.0.imagePullPolicy': 'IfNotPresent',
  }),
];

/** A field that the example sets differently, or does not set (`ours: undefined`), and why. */
interface Difference extends Omit<Fact, 'value'> {
  readonly published: unknown;
  readonly ours: unknown;
  readonly reason: string;
}

const GENERATED = 'the policy is generated from the condition, with other variables; the decision is the same';

const differences: readonly Difference[] = [
  {
    kind: 'ServiceEntry',
    name: 'ollama-external-host',
    path: 'apiVersion',
    published: 'networking.istio.io/v1beta1',
    ours: 'networking.istio.io/v1',
    reason: 'the same spec, in the version that kgateway watches',
  },
  {
    kind: 'ServiceEntry',
    name: 'ollama-external-host',
    path: 'spec.ports.0.name',
    published: 'http-ollama',
    ours: 'http',
    reason: 'nothing refers to it; the protocol has a field of its own',
  },
  {
    kind: 'TrafficPolicy',
    name: 'ollama-external-auth-policy',
    path: 'spec.extAuth',
    published: { extensionRef: { name: 'kyverno-authz-server' } },
    ours: undefined,
    reason: 'authorization is attached to the whole Gateway, so that no route is forgotten',
  },
  {
    kind: 'TrafficPolicy',
    name: 'kyverno-authz-server',
    path: 'spec',
    published: undefined,
    ours: {
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'egress-kgateway' }],
      extAuth: { extensionRef: { name: 'kyverno-authz-server' } },
    },
    reason: 'the same authorization for the whole Gateway',
  },
  {
    kind: 'GatewayExtension',
    name: 'kyverno-authz-server',
    path: 'spec.extAuth.grpcService.requestTimeout',
    published: undefined,
    ours: '1s',
    reason: "Envoy's default of 200 ms denies requests whenever the server is slightly slow",
  },
  {
    kind: 'AuthorizationPolicy',
    name: 'demo-policy.example.com',
    path: 'metadata.namespace',
    published: 'default',
    ours: undefined,
    reason: 'the kind is cluster-scoped; the API server drops the namespace',
  },
  {
    kind: 'AuthorizationPolicy',
    name: 'demo-policy.example.com',
    path: 'spec.variables',
    published: [
      { name: 'force_authorized', expression: 'object.attributes.request.http.?headers["x-force-authorized"].orValue("")' },
      { name: 'allowed', expression: 'variables.force_authorized in ["enabled", "true"]' },
    ],
    ours: [
      {
        name: 'condition',
        expression: 'object.attributes.request.http.headers[?"x-force-authorized"].orValue("") in ["enabled", "true"]',
      },
    ],
    reason: GENERATED,
  },
  {
    kind: 'AuthorizationPolicy',
    name: 'demo-policy.example.com',
    path: 'spec.authorizations.0.expression',
    published:
      'variables.allowed\n  ? envoy.Allowed().Response()\n  : envoy.Denied(403).WithBody("Access denied by Kyverno policy").Response()\n',
    ours:
      'variables.condition\n  ? envoy.Allowed().WithoutHeader("x-force-authorized").Response()' +
      '.WithMetadata({"decision": "allow", "policy": "demo-policy.example.com"})\n' +
      '  : envoy.Denied(403).WithBody("Access denied by Kyverno policy").Response()' +
      '.WithMetadata({"decision": "deny", "rule": "gateway", "policy": "demo-policy.example.com"})',
    reason: `${GENERATED}; the header does not leave, and the log can contain the decision`,
  },
  {
    kind: 'Gateway',
    name: 'egress-kgateway',
    path: 'spec.infrastructure.parametersRef.name',
    published: undefined,
    ours: 'egress-kgateway',
    reason: 'GatewayParameters specify the type of the Service, which was not set before',
  },
  {
    kind: 'GatewayParameters',
    name: 'egress-kgateway',
    path: 'spec.kube.service.type',
    published: undefined,
    ours: 'LoadBalancer',
    reason: "kgateway's default, made explicit",
  },
  {
    kind: 'GatewayParameters',
    name: 'egress-kgateway',
    path: 'spec.kube.podTemplate',
    published: undefined,
    ours: {
      extraLabels: { 'istio.io/dataplane-mode': 'ambient' },
      extraAnnotations: { 'ambient.istio.io/dns-capture': 'false' },
    },
    reason: 'the traffic from client to gateway is encrypted; the published text labels the namespace instead',
  },
  {
    kind: 'AuthorizationPolicy',
    name: 'egress-kgateway-http',
    path: 'spec.rules.0.from',
    published: undefined,
    ours: [{ source: { namespaces: ['default'] } }],
    reason: 'only the namespace of the client may call; as published, every pod may',
  },
  {
    kind: 'PeerAuthentication',
    name: 'egress-kgateway',
    path: 'spec.mtls.mode',
    published: undefined,
    ours: 'STRICT',
    reason: 'the gateway accepts only callers that the mesh identifies',
  },
  {
    kind: 'NetworkPolicy',
    name: 'egress-kgateway-default-deny',
    path: 'spec',
    published: undefined,
    ours: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    reason: 'the namespace of a gateway is closed; as published, the client leaves without the gateway',
  },
  {
    kind: 'NetworkPolicy',
    name: 'egress-kgateway',
    path: 'spec.podSelector.matchLabels',
    published: undefined,
    ours: { 'gateway.networking.k8s.io/gateway-name': 'egress-kgateway' },
    reason: 'it opens what the gateway needs',
  },
  {
    kind: 'NetworkPolicy',
    name: 'kyverno-authz-server',
    path: 'spec.podSelector.matchLabels',
    published: undefined,
    ours: { 'app.kubernetes.io/name': 'kyverno-authz-server' },
    reason: 'it opens the authorization server to the gateway, and to the probes of its node',
  },
  {
    kind: 'NetworkPolicy',
    name: 'within-namespace',
    path: 'spec.ingress',
    published: undefined,
    ours: [{ from: [{ podSelector: {} }] }],
    reason: 'it opens what the client and the authorization server need, which are in the namespace of the gateway',
  },
  {
    kind: 'ServiceEntry',
    name: 'ollama-external-host',
    path: 'spec.endpoints',
    published: undefined,
    ours: [{ address: 'host.docker.internal.' }],
    reason: 'the dot at the end keeps the search domains of the cluster out of the name',
  },
  {
    kind: 'HTTPRoute',
    name: 'ollama-egress-route',
    path: 'spec.rules.0.name',
    published: undefined,
    ours: 'decided',
    reason: 'rules have names, for policies and the access log',
  },
];

/** Objects that were not published. `differences` has a reason for each. */
const ADDED = [
  'TrafficPolicy/kyverno-authz-server',
  'GatewayParameters/egress-kgateway',
  'AuthorizationPolicy/egress-kgateway-http',
  'PeerAuthentication/egress-kgateway',
  'NetworkPolicy/egress-kgateway-default-deny',
  'NetworkPolicy/egress-kgateway',
  'NetworkPolicy/kyverno-authz-server',
  'NetworkPolicy/within-namespace',
];

// It starts a process, which is slow on a busy machine.
jest.setTimeout(60_000);

let out: Manifests;
let stderr: string;
beforeAll(() => {
  const clone = new Clone();
  const run = clone.run('--import', 'tsx', 'examples/tutorial-as-published.ts');
  stderr = run.stderr;
  expect(run.status).toBe(0);
  out = new Manifests(yamlOf(filesIn(clone.out)).join(''));
  clone.remove();
});

/** The value at a path with dots between its steps. Keys that contain dots are compared with their parents. */
function at(manifest: Manifest, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], manifest);
}

test.each(facts)('$kind $name has $path as published', ({ kind, name, path, value }) => {
  expect(at(out.get(kind, name), path)).toEqual(value);
});

test.each(differences)('$kind $name has a different $path: $reason', ({ kind, name, path, published, ours, reason }) => {
  expect(at(out.get(kind, name), path)).toEqual(ours);
  expect(ours).not.toEqual(published);
  expect(reason).not.toBe('');
});

test('makes the published objects, and those in the list of differences', () => {
  const published = [...new Set(facts.map(({ kind, name }) => `${kind}/${name}`))];
  expect([...out.names].sort()).toEqual([...published, ...ADDED].sort());
  expect(differences.map(({ kind, name }) => `${kind}/${name}`)).toEqual(expect.arrayContaining(ADDED));
});

/** The paths of all values in an object, in the form of the tables above, including the length of lists. */
function leaves(value: unknown, path = ''): string[] {
  const step = (key: string) => (path === '' ? key : `${path}.${key}`);
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, step(key)));
}

test('sets no other fields than the published ones and the listed differences', () => {
  const listed = [...facts, ...differences];
  const covered = (object: Manifest, leaf: string) =>
    listed.some(
      ({ kind, name, path }) =>
        kind === object.kind && name === object.metadata.name && (leaf === path || leaf.startsWith(`${path}.`)),
    );
  const ours = /^(kind|metadata\.name|metadata\.annotations\..*)$/; // annotations: approval, waivers and order, below
  const silent = out.all
    .filter((object) => !ADDED.includes(`${object.kind}/${object.metadata.name}`))
    .flatMap((object) =>
      leaves(object)
        .filter((leaf) => !ours.test(leaf) && !covered(object, leaf))
        .map((leaf) => `${object.kind} ${leaf}`),
    );
  expect(silent).toEqual(['Gateway spec.infrastructure.parametersRef.group', 'Gateway spec.infrastructure.parametersRef.kind']);
});

describe('its defects', () => {
  const waived = {
    'Gateway/egress-kgateway': ['access-log', 'exposed-gateway', 'foreign-routes', 'namespace-caller', 'no-decision'],
    'ServiceEntry/ollama-external-host': ['retry-budget', 'retry-limit', 'retry-never-fires'],
    'ClusterPolicy/enforce-serviceentry-egress-label': [
      ...['kyverno.any-value-approves', 'kyverno.approval-by-name', 'kyverno.existing-violations'],
    ],
  };

  test.each(Object.entries(waived))('show on %s, each with a reason', (object, rules) => {
    const [kind, name] = object.split('/') as [string, string];
    const annotations = Object.entries((out.get(kind, name).metadata.annotations ?? {}) as Record<string, string>);
    const waivers = annotations.filter(([key]) => key.startsWith('cdk8s-egress/waive.'));
    expect(waivers.map(([key]) => key.replace('cdk8s-egress/waive.', '')).sort()).toEqual(rules);
    for (const [, reason] of waivers) expect(reason).toMatch(/^as published|^kgateway 2\.1/);
  });

  test('are reported, and nothing else', () => {
    const rules = Object.values(waived).flat();
    const reported = [...stderr.matchAll(/^waived (\S+)/gm)].map(([, rule = '']) =>
      rule.replace(/^egress\//, '').replace('/', '.'),
    );
    expect(reported.sort()).toEqual([...rules].sort());
    const others = stderr.split('\n').filter((line) => /^(?!waived )\S/.test(line));
    // The request policy is in the form of plugin 0.1.
    expect(others).toEqual([
      expect.stringMatching(/^info egress\/not-judged .* AuthorizationPolicy demo-policy.example.com spec$/),
    ]);
  });
});
