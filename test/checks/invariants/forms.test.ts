import { invariant, judged, withMore } from './company';

/** A route `any` of the callers on port 8081 to a backend. */
const route = (backendRef: string, rule = '') => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: any, namespace: exit }
spec:
  parentRefs: [{ name: gw, sectionName: batch }]
  hostnames: [any.example.com]
  rules: [{ backendRefs: [${backendRef}]${rule && `, ${rule}`} }]`;

const BACKEND = '{ group: gateway.kgateway.dev, kind: Backend, name: any }';
const backend = (spec: string, name = 'any') => `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: { name: ${name}, namespace: exit }
spec: { ${spec} }`;
const entry = (spec: string) => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: any, namespace: exit }
spec: { ${spec}, ports: [{ number: 443, name: https, protocol: HTTPS }] }`;
const TO_ENTRY = '{ group: networking.istio.io, kind: ServiceEntry, name: any, port: 443 }';
const TO_STATS = '{ group: networking.istio.io, kind: ServiceEntry, name: stats, port: 443 }';

const DENY = invariant("deny: { addresses: [169.254.0.0/16], hosts: ['*.evil.example'] }");

/** The first line of each finding, and the last step of its path. */
const found = (...documents: readonly string[]) =>
  judged(DENY, withMore(...documents)).map((line) => [line.split('\n')[0], line.split('\n  ').at(-1)]);

test.each([
  [
    'the second host of a Backend',
    [backend('static: { hosts: [{ host: a.example.com, port: 443 }, { host: b.evil.example, port: 443 }] }'), route(BACKEND)],
    [
      'Backend exit/any spec.static.hosts[1].host: b.evil.example',
      'destination a.example.com, b.evil.example (Backend exit/any)',
    ],
  ],
  [
    'a member of a priority group',
    [
      backend('priorityGroups: [{ backendRefs: [{ name: first }] }, { backendRefs: [{ name: second }] }]'),
      backend('static: { hosts: [{ host: a.example.com, port: 443 }] }', 'first'),
      backend('static: { hosts: [{ host: b.evil.example, port: 443 }] }', 'second'),
      route(BACKEND),
    ],
    ['Backend exit/second spec.static.hosts[0].host: b.evil.example', 'destination b.evil.example (Backend exit/second)'],
  ],
  [
    'a Service of type ExternalName, with a dot at the end and in upper case',
    [
      'apiVersion: v1\nkind: Service\nmetadata: { name: any, namespace: exit }\nspec: { type: ExternalName, externalName: B.Evil.Example., ports: [{ port: 443 }] }',
      route('{ name: any, port: 443 }'),
    ],
    ['Service exit/any spec.externalName: b.evil.example', 'destination b.evil.example, port 443 (Service exit/any)'],
  ],
  [
    'an EndpointSlice that adds an address to a Service',
    [
      'apiVersion: v1\nkind: Service\nmetadata: { name: any, namespace: exit }\nspec: { ports: [{ port: 443 }] }',
      "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: { name: any-1, namespace: exit, labels: { kubernetes.io/service-name: any } }\naddressType: IPv4\nendpoints: [{ addresses: ['169.254.169.254'] }]\nports: [{ port: 443 }]",
      route('{ name: any, port: 443 }'),
    ],
    ['Service exit/any : 169.254.169.254', 'destination 169.254.169.254, port 443 (Service exit/any)'],
  ],
  [
    'a WorkloadEntry that a ServiceEntry selects',
    [
      entry('hosts: [any.example.com], resolution: STATIC, workloadSelector: { labels: { app: any } }'),
      'apiVersion: networking.istio.io/v1\nkind: WorkloadEntry\nmetadata: { name: vm, namespace: exit }\nspec: { address: 169.254.1.1, labels: { app: any } }',
      route(TO_ENTRY),
    ],
    [
      'ServiceEntry exit/any spec.workloadSelector: 169.254.1.1',
      'destination any.example.com, 169.254.1.1, port 443 (ServiceEntry exit/any)',
    ],
  ],
  [
    'an endpoint by name',
    [entry('hosts: [any.example.com], resolution: DNS, endpoints: [{ address: b.evil.example }]'), route(TO_ENTRY)],
    [
      'ServiceEntry exit/any spec.endpoints[0].address: b.evil.example',
      'destination any.example.com, b.evil.example, port 443 (ServiceEntry exit/any)',
    ],
  ],
  [
    'the address by which a ServiceEntry is found',
    [entry('hosts: [any.example.com], resolution: NONE, addresses: [169.254.0.0/24]'), route(TO_ENTRY)],
    [
      'ServiceEntry exit/any spec.addresses[0]: 169.254.0.0/24',
      'destination any.example.com, 169.254.0.0/24, port 443 (ServiceEntry exit/any)',
    ],
  ],
  [
    'a copy of each request',
    [
      backend('static: { hosts: [{ host: b.evil.example, port: 443 }] }'),
      route(TO_STATS, `filters: [{ type: RequestMirror, requestMirror: { backendRef: ${BACKEND} } }]`),
    ],
    ['Backend exit/any spec.static.hosts[0].host: b.evil.example', 'destination b.evil.example (Backend exit/any)'],
  ],
  [
    'a Hostname that no ServiceEntry has',
    [route('{ group: networking.istio.io, kind: Hostname, name: b.evil.example, port: 443 }')],
    ['HTTPRoute exit/any spec.rules[0].backendRefs[0]: b.evil.example', 'destination b.evil.example, port 443'],
  ],
  [
    'a route that delegates',
    [
      route('{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: child, namespace: exit }'),
      backend('static: { hosts: [{ host: b.evil.example, port: 443 }] }'),
      `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: child, namespace: exit }
spec: { rules: [{ backendRefs: [${BACKEND}] }] }`,
    ],
    ['Backend exit/any spec.static.hosts[0].host: b.evil.example', 'destination b.evil.example (Backend exit/any)'],
  ],
  [
    'a host that the route names, though its destination has another name',
    [route(TO_STATS).replace('any.example.com', 'b.evil.example')],
    ['HTTPRoute exit/any spec.hostnames: b.evil.example', 'destination stats.example.com, port 443 (ServiceEntry exit/stats)'],
  ],
  [
    'every host, by a dynamic forward proxy',
    [backend('dynamicForwardProxy: { enableTls: true }'), route(BACKEND).replace('hostnames: [any.example.com]\n', '')],
    ['HTTPRoute exit/any spec.hostnames: *', 'destination * (Backend exit/any)'],
  ],
])('a denied destination is found in the form of %s', (_, documents, expected) => {
  expect(found(...documents)).toEqual([expected]);
});

test('pods on the network of the node reach everything', () => {
  const pod = `
apiVersion: v1
kind: Pod
metadata: { name: debug, namespace: payments }
spec: { hostNetwork: true, containers: [{ name: debug, image: 'debug:1' }] }`;
  expect(found(pod)).toEqual([
    ['Pod payments/debug spec.hostNetwork: addresses outside the cluster', 'pods of Pod payments/debug (Pod payments/debug)'],
    [
      'Pod payments/debug spec.hostNetwork: the pods use the network of the node',
      'pods of Pod payments/debug (Pod payments/debug)',
    ],
  ]);
});

test('the listeners of a ListenerSet have callers of their own', () => {
  const set = `
apiVersion: gateway.networking.k8s.io/v1
kind: ListenerSet
metadata: { name: more, namespace: exit }
spec: { parentRef: { name: gw }, listeners: [{ name: more, port: 8090, protocol: HTTP }] }`;
  const policy = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: more, namespace: exit }
spec:
  selector: { matchLabels: { gateway.networking.k8s.io/gateway-name: gw } }
  rules: [{ from: [{ source: { namespaces: [labs] } }], to: [{ operation: { ports: ['8090'] } }] }]`;
  const yaml = withMore(
    set,
    policy,
    route(TO_STATS).replace(
      '{ name: gw, sectionName: batch }',
      '{ kind: ListenerSet, group: gateway.networking.k8s.io, name: more }',
    ),
  ).replace('gatewayClassName: kgateway\n', 'gatewayClassName: kgateway\n  allowedListeners: { namespaces: { from: Same } }\n');
  const external = ['NetworkPolicy labs/egress'];
  expect(judged(invariant("callers: { namespaces: [labs] }, only: { hosts: ['*.bank.example'] }"), yaml, { external })).toEqual([
    [
      'ServiceEntry exit/stats spec.hosts[0]: stats.example.com',
      'namespace labs (AuthorizationPolicy exit/more)',
      'listener more, port 8090 (ListenerSet exit/more)',
      'route (HTTPRoute exit/any)',
      'destination stats.example.com, port 443 (ServiceEntry exit/stats)',
    ].join('\n  '),
  ]);
});

test('pods of a namespace that is not among the manifests may leave without the gateway', () => {
  const policy = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: more, namespace: exit }
spec:
  selector: { matchLabels: { gateway.networking.k8s.io/gateway-name: gw } }
  rules: [{ from: [{ source: { namespaces: [labs] } }], to: [{ operation: { ports: ['8081'] } }] }]`;
  const demand = invariant('callers: { namespaces: [labs] }, only: { hosts: [stats.example.com] }');
  expect(judged(demand, withMore(policy))).toEqual([
    'undecided AuthorizationPolicy exit/more spec.rules[0].from[0].source.namespaces[0]: pods of namespace labs, which is not among the manifests\n  because the pods may leave without the gateway: rule',
  ]);
  expect(judged(demand, withMore(policy), { external: ['NetworkPolicy labs/egress'] })).toEqual([]);
});

test('what another repository closes is believed', () => {
  const open = withMore().replace(
    'kind: NetworkPolicy\nmetadata: { name: egress, namespace: payments }',
    'kind: Other\nmetadata: { name: egress, namespace: payments }',
  );
  const external = ['NetworkPolicy payments/egress'];
  expect(judged(DENY, open, { external })).toEqual([]);
});
