import { ApiObject, JsonPatch } from 'cdk8s';
import { parse } from 'yaml';
import {
  Approval,
  AuthorizationServer,
  type ExtAuthPolicyProps,
  type ExternalHostProps,
  type PlatformVersions,
  RequestCondition,
  RequestRule,
} from '../../../lib';
import { egress, gateway, grant, host, policy } from '../../kit';
import { type Manifests, manifests, outline } from '../../manifests';

/** The objects of an app with a policy, and hosts by these names. */
function made(
  props: Partial<ExtAuthPolicyProps> = {},
  hosts: readonly string[] = [],
  platform: PlatformVersions = {},
): Manifests {
  const { app, chart } = egress({ platform });
  const through = gateway(chart);
  policy(chart, through, props);
  for (const name of hosts) host(chart, through, { host: name }, name);
  return manifests(app);
}

interface Policy {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly variables: readonly { readonly name: string; readonly expression: string }[];
    readonly validations: readonly { readonly expression: string }[];
  };
}
const fileOf = (all: Manifests, name = 'authz-policy') =>
  parse((all.get('ConfigMap', name).data as Record<string, string>)['policy.yaml'] ?? '') as Policy;
/** The hosts that may be called, as their routes tell the policy. */
const hostsOf = (all: Manifests) =>
  all.ofKind('TrafficPolicy').flatMap(({ spec }) => {
    const { extensionRef, contextExtensions } = (spec as { extAuth: Record<string, Record<string, string>> }).extAuth;
    const host = contextExtensions?.['egress.host'];
    return host === undefined ? [] : [[host, extensionRef?.name]];
  });
const hashOf = (all: Manifests) =>
  (all.get('Deployment', 'authz').spec as { template: { metadata: { annotations: Record<string, string> } } }).template.metadata
    .annotations['cdk8s-egress/policy-sha256'];

describe('creates by default', () => {
  const { chart } = egress();
  const through = gateway(chart);
  const made = policy(chart, through);
  host(chart, through);

  test('the objects by which the gateway asks for a decision', () => {
    expect(outline(made, 'GatewayExtension', 'TrafficPolicy')).toMatchInlineSnapshot(`
"GatewayExtension egress-system/authz
  extAuth:
    clearRouteCache: true
    failOpen: false
    grpcService: { backendRef: { name: authz, port: 9081 }, requestTimeout: 1s }
    headersToForward: [ x-egress-decision ]
TrafficPolicy egress-system/authz
  annotations: { argocd.argoproj.io/sync-wave: "-2" }
  extAuth: { contextExtensions: { egress.callers: http=8080 }, extensionRef: { name: authz } }
  targetRefs: [ { group: gateway.networking.k8s.io, kind: Gateway, name: exit } ]"
`);
  });

  test('the server that decides', () => {
    expect(outline(made, 'Deployment', 'Service', 'NetworkPolicy')).toMatchInlineSnapshot(`
"Deployment egress-system/authz
  labels: { app.kubernetes.io/name: authz }
  replicas: 2
  selector: { matchLabels: { app.kubernetes.io/name: authz } }
  strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 }, type: RollingUpdate }
  template:
    metadata:
      annotations: { cdk8s-egress/policy-sha256: d6a0dcb82de6b0d997e773631c2bfe095b33f24cc8cf65827b0b9bc7d16be785 }
      labels: { app.kubernetes.io/name: authz, istio.io/dataplane-mode: ambient }
    spec:
      automountServiceAccountToken: false
      containers:
        - args:
            - serve
            - envoy
            - authz-server
            - --kube-policy-source=false
            - --external-policy-source=file:///policies
            - --grpc-address=:9081
            - --probes-address=:9080
          image: ghcr.io/kyverno/kyverno-authz:v0.4.0
          lifecycle: { preStop: { sleep: { seconds: 10 } } }
          livenessProbe: { httpGet: { path: /livez, port: probes }, periodSeconds: 10, timeoutSeconds: 5 }
          name: server
          ports: [ { containerPort: 9081, name: grpc }, { containerPort: 9080, name: probes } ]
          readinessProbe:
            httpGet: { path: /readyz, port: probes }
            initialDelaySeconds: 5
            periodSeconds: 10
            timeoutSeconds: 5
          resources: { limits: { memory: 384Mi }, requests: { cpu: 100m, memory: 128Mi } }
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ ALL ] }, readOnlyRootFilesystem: true }
          volumeMounts: [ { mountPath: /policies/policy.yaml, name: policy, readOnly: true, subPath: policy.yaml } ]
      securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
      terminationGracePeriodSeconds: 30
      topologySpreadConstraints:
        - labelSelector: { matchLabels: { app.kubernetes.io/name: authz } }
          matchLabelKeys: [ pod-template-hash ]
          maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
      volumes: [ { configMap: { name: authz-policy }, name: policy } ]
Service egress-system/authz
  labels: { app.kubernetes.io/name: authz }
  ports: [ { appProtocol: kubernetes.io/h2c, name: grpc, port: 9081 } ]
  selector: { app.kubernetes.io/name: authz }
NetworkPolicy egress-system/authz
  annotations: { argocd.argoproj.io/sync-wave: "-2" }
  labels: { app.kubernetes.io/name: authz }
  ingress:
    - from: [ { podSelector: { matchLabels: { gateway.networking.k8s.io/gateway-name: exit } } } ]
      ports: [ { port: 15008, protocol: TCP } ]
    - from: [ { ipBlock: { cidr: 169.254.7.127/32 } }, { ipBlock: { cidr: fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128 } } ]
      ports: [ { port: 9080, protocol: TCP } ]
  podSelector: { matchLabels: { app.kubernetes.io/name: authz } }
  policyTypes: [ Ingress, Egress ]"
`);
  });

  test('no other objects', () => {
    const kinds = made.node
      .findAll()
      .filter(ApiObject.isApiObject)
      .map(({ kind }) => kind);
    const ofMesh = ['AuthorizationPolicy', 'PeerAuthentication'];
    expect(kinds.sort()).toEqual(
      [
        ...ofMesh,
        'ConfigMap',
        'Deployment',
        'GatewayExtension',
        'NetworkPolicy',
        'PodDisruptionBudget',
        'Service',
        'TrafficPolicy',
      ].sort(),
    );
  });
});

test('applies to all requests of the gateway, not to single routes', () => {
  const all = made();
  expect(all.get('TrafficPolicy', 'authz').spec).toEqual({
    targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'exit' }],
    extAuth: { extensionRef: { name: 'authz' }, contextExtensions: { 'egress.callers': 'http=8080' } },
  });
});

test('refuses requests when the server does not answer in time, and makes Envoy select the route after the decision', () => {
  expect(made().get('GatewayExtension', 'authz').spec).toEqual({
    extAuth: {
      grpcService: { backendRef: { name: 'authz', port: 9081 }, requestTimeout: '1s' },
      failOpen: false,
      clearRouteCache: true,
      headersToForward: ['x-egress-decision'],
    },
  });
  expect(made({ timeout: '250ms' }).get('GatewayExtension', 'authz').spec).toHaveProperty(
    'extAuth.grpcService.requestTimeout',
    '250ms',
  );
});

test('has a type if kgateway requires it', () => {
  expect(made({}, [], { kgateway: '2.2' }).get('GatewayExtension', 'authz').spec).toHaveProperty('type', 'ExtAuth');
  expect(made({}, [], { kgateway: '2.3' }).get('GatewayExtension', 'authz').spec).not.toHaveProperty('type');
});

describe('the policy', () => {
  test('gets the hosts of its gateway from their routes, wherever they are created', () => {
    const { app, chart } = egress();
    const [one, two] = [gateway(chart, { name: 'one' }, 'one'), gateway(chart, { name: 'two' }, 'two')];
    host(chart, one, { host: 'a.example.com' }, 'a');
    policy(chart, one, { name: 'authz' }, 'p1');
    policy(chart, two, { name: 'other' }, 'p2');
    host(chart, two, { host: 'b.example.com' }, 'b');
    expect(hostsOf(manifests(app))).toEqual([
      ['a.example.com', 'authz'],
      ['b.example.com', 'other'],
    ]);
  });

  test('does not hear of pending hosts', () => {
    const { app, chart } = egress();
    const through = gateway(chart);
    policy(chart, through);
    host(chart, through, { host: 'a.example.com' }, 'a');
    const approval = Approval.pending({ owner: 'team-a', ticket: 'SEC-13', reason: 'search' });
    host(chart, through, { host: 'b.example.com', approval }, 'b');
    expect(hostsOf(manifests(app)).map(([name]) => name)).toEqual(['a.example.com']);
  });

  test('sees only the headers that conditions read, and none when they read none: tokens stay out of its log', () => {
    const forwarded = (props: Partial<ExtAuthPolicyProps>, requests?: ExternalHostProps['requests']) => {
      const { app, chart } = egress();
      const through = gateway(chart);
      policy(chart, through, props);
      host(chart, through, requests ? { requests } : {});
      return (manifests(app).get('GatewayExtension', 'authz').spec as { extAuth: object }).extAuth;
    };
    expect(forwarded({})).toHaveProperty('headersToForward', ['x-egress-decision']);
    const team = RequestRule.allow({ name: 'team', when: [RequestCondition.any(RequestCondition.headerPresent('X-Team'))] });
    const props = { allow: [RequestCondition.header('x-key', 'a')], headersToForward: ['X-Other'] };
    expect(forwarded(props, [team])).toHaveProperty('headersToForward', ['x-key', 'x-other', 'x-team']);
  });

  test('denies the requests of the node by the addresses of istio-cni, or by others, in the form in which Envoy writes them', () => {
    const first = (props: Partial<ExtAuthPolicyProps>) => fileOf(made(props)).spec.validations[0]?.expression;
    expect(first({})).toContain('.address in ["169.254.7.127", "fd16:9254:7127:1337:ffff:ffff:ffff:ffff"]');
    expect(first({ nodeAddresses: ['FD16:0:0::00AB'] })).toContain('.address in ["fd16::ab"]');
    expect(first({ nodeAddresses: [] })).not.toContain('socket_address');
  });

  test('has the name that the access log records', () => {
    expect(fileOf(made()).metadata.name).toBe('authz');
    expect(fileOf(made({ policyName: 'demo.example.com' })).metadata.name).toBe('demo.example.com');
  });

  test('denies requests with the message', () => {
    expect(JSON.stringify(fileOf(made()))).toContain('Access denied by egress policy');
    expect(JSON.stringify(fileOf(made({ message: 'ask SEC' })))).toContain('ask SEC');
  });

  test('restarts the server, which reads it only once, when a condition of the gateway changes, and not for a host', () => {
    const before = hashOf(made({}, ['a.example.com']));
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(hashOf(made({}, ['a.example.com', 'b.example.com']))).toBe(before);
    expect(hashOf(made({ allow: [RequestCondition.header('x', 'y')] }, ['a.example.com']))).not.toBe(before);
    expect(hashOf(made({ timeout: '2s' }, ['a.example.com']))).toBe(before);
  });

  test('does not depend on who approved a host, and until when', () => {
    const hash = (approvedBy: string) => {
      const { app, chart } = egress();
      const through = gateway(chart);
      policy(chart, through);
      host(chart, through, { approval: grant({ approvedBy }) });
      return hashOf(manifests(app));
    };
    expect(hash('alice')).toBe(hash('bob'));
  });
});

describe('if the server reads its policy from the cluster', () => {
  const server = AuthorizationServer.existing({ serviceName: 'plugin', labels: { app: 'plugin' } });

  test.each([
    ['0.1', 'authorizations'],
    ['0.2', 'allow'],
  ] as const)('of plugin %s it is an AuthorizationPolicy with %s', (kyvernoAuthz, field) => {
    const all = made({ server, policyName: 'demo.example.com' }, ['a.example.com'], { kyvernoAuthz });
    const object = all.get('AuthorizationPolicy', 'demo.example.com');
    expect(object.apiVersion).toBe('envoy.kyverno.io/v1alpha1');
    expect(object.metadata).not.toHaveProperty('namespace'); // the kind has none
    expect(object.spec).toHaveProperty(field);
    expect(hostsOf(all)).toEqual([['a.example.com', 'authz']]);
    expect(all.ofKind('ConfigMap')).toEqual([]);
  });
});

describe('a server that exists', () => {
  test('is referred to by its Service, and gets its policy in a ConfigMap', () => {
    const all = made({
      server: AuthorizationServer.existing({ serviceName: 'kyverno-authz', port: 9443, labels: { app: 'own' } }),
    });
    expect(all.get('GatewayExtension', 'authz').spec).toHaveProperty('extAuth.grpcService.backendRef', {
      name: 'kyverno-authz',
      port: 9443,
    });
    expect(all.get('ConfigMap', 'authz-policy').metadata.namespace).toBe('egress-system');
    for (const kind of ['Deployment', 'Service', 'ReferenceGrant']) expect(all.ofKind(kind)).toEqual([]);
    for (const kind of ['AuthorizationPolicy', 'PeerAuthentication'])
      expect(all.ofKind(kind).map(({ metadata }) => metadata.name)).not.toContain('authz');
  });

  const opened = { fromGateway: [15008, 9443], probes: 7000 };
  const workload = { matchLabels: { app: 'own' }, metadata: { namespace: 'egress-system' } };
  const own = { port: 9443, probePort: 7000 };

  test.each([
    ['that exists', AuthorizationServer.existing({ serviceName: 'a', labels: { app: 'own' }, ...own })],
    [
      'that exists, with the namespace',
      AuthorizationServer.existing({ serviceName: 'a', namespace: 'egress-system', labels: { app: 'own' }, ...own }),
    ],
    ['that a workload runs', AuthorizationServer.runBy({ workload, ...own })],
  ])('%s in the namespace of the gateway is opened to it, and its egress is left alone', (_title, server) => {
    const all = made({ server });
    const { spec } = all.get('NetworkPolicy', 'authz');
    const tcp = (...ports: readonly number[]) => ports.map((port) => ({ protocol: 'TCP', port }));
    expect(spec).toEqual({
      podSelector: { matchLabels: { app: 'own' } },
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [{ podSelector: { matchLabels: { 'gateway.networking.k8s.io/gateway-name': 'exit' } } }],
          ports: tcp(...opened.fromGateway),
        },
        { from: expect.arrayContaining([{ ipBlock: { cidr: '169.254.7.127/32' } }]), ports: tcp(opened.probes) },
      ],
    });
    expect(all.get('NetworkPolicy', 'exit').spec).toHaveProperty('egress.2', {
      to: [{ podSelector: { matchLabels: { app: 'own' } } }],
      ports: tcp(15008, 9443),
    });
  });

  test.each([
    ['that exists', AuthorizationServer.existing({ serviceName: 'a', namespace: 'authz', labels: { app: 'own' } })],
    ['that a workload runs', AuthorizationServer.runBy({ workload: { ...workload, metadata: { namespace: 'authz' } } })],
  ])('%s in another namespace is opened by its owner', (_title, server) => {
    expect(made({ server }).names).not.toContain('NetworkPolicy/authz');
  });

  test('in another namespace gets a ReferenceGrant for this extension and this Service only', () => {
    const all = made({ server: AuthorizationServer.existing({ serviceName: 'kyverno-authz', namespace: 'kyverno' }) });
    expect(all.get('GatewayExtension', 'authz').spec).toHaveProperty('extAuth.grpcService.backendRef', {
      name: 'kyverno-authz',
      namespace: 'kyverno',
      port: 9081,
    });
    const grantObject = all.get('ReferenceGrant', 'authz');
    expect(grantObject.metadata.namespace).toBe('kyverno');
    expect(grantObject.spec).toEqual({
      from: [{ group: 'gateway.kgateway.dev', kind: 'GatewayExtension', namespace: 'egress-system' }],
      to: [{ group: '', kind: 'Service', name: 'kyverno-authz' }],
    });
  });
});

describe('on a gateway without decisions', () => {
  test('the policy sets no decision header, and Envoy keeps the route', () => {
    const { app, chart } = egress();
    policy(chart, gateway(chart, { decision: 'none', waive: { 'egress/no-decision': 'a test bed' } }));
    const all = manifests(app);
    expect(all.get('GatewayExtension', 'authz').spec).not.toHaveProperty('extAuth.clearRouteCache');
    expect(JSON.stringify(fileOf(all))).not.toContain('x-egress-decision');
  });
});

test('its default child is the GatewayExtension, for JSON patches', () => {
  const { app, chart } = egress();
  const patched = policy(chart, gateway(chart));
  ApiObject.of(patched).addJsonPatch(JsonPatch.add('/spec/extAuth/withRequestBody', { maxRequestBytes: 8192 }));
  expect(manifests(app).get('GatewayExtension', 'authz').spec).toHaveProperty('extAuth.withRequestBody.maxRequestBytes', 8192);
});
