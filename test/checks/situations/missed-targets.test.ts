import { BASE, input, judge } from './situation';

/** The base with a Backend and a route to it, and a BackendTLSPolicy with another target. */
const CORE_GROUP = input('05-backendtlspolicy-core-group');
const RIGHT = '{group: gateway.kgateway.dev, kind: Backend, name: json}';
const tls = (target: string, text = CORE_GROUP) => text.replace('{group: "", kind: Backend, name: json}', target);

const PLAINTEXT = 'warning egress/plaintext-to-public-host  Backend egress-system/json spec.static.hosts[0]';
const miss = (field: string, kind = 'BackendTLSPolicy egress-system/json-tls') =>
  `error egress/policy-on-nothing  ${kind} spec.targetRefs[0].${field}`;

test('a BackendTLSPolicy for the destination misses nothing', () => {
  expect(judge([BASE, tls(RIGHT)])).toEqual(['info egress/apply-order  BackendTLSPolicy egress-system/json-tls metadata']);
});

test.each([
  ['the core group', '{group: "", kind: Backend, name: json}', 'group'],
  ['a group that does not exist', '{group: kgateway.dev, kind: Backend, name: json}', 'group'],
  ['a name that does not exist', '{group: gateway.kgateway.dev, kind: Backend, name: jsno}', 'name'],
  ['a section', '{group: gateway.kgateway.dev, kind: Backend, name: json, sectionName: https}', 'sectionName'],
  ['the route', '{group: gateway.networking.k8s.io, kind: HTTPRoute, name: json}', 'kind'],
  ['the Gateway', '{group: gateway.networking.k8s.io, kind: Gateway, name: exit}', 'kind'],
])('a BackendTLSPolicy for %s is reported where it misses', (_, target, field) => {
  expect(judge([BASE, tls(target)])).toEqual([PLAINTEXT, miss(field)]);
});

test('a BackendTLSPolicy in another namespace is reported', () => {
  const away = tls(RIGHT).replace('{name: json-tls, namespace: egress-system}', '{name: json-tls, namespace: team-a}');
  expect(judge([BASE, away])).toEqual([PLAINTEXT, miss('name', 'BackendTLSPolicy team-a/json-tls')]);
});

test('a ServiceEntry of the base, targeted with a section or with another group, is sent plaintext', () => {
  for (const [wrong, field] of [
    ['group: networking.istio.io\n      kind: ServiceEntry\n      sectionName: http', 'sectionName'],
    ['group: ""\n      kind: ServiceEntry', 'group'],
  ] as const) {
    const base = BASE.replace('group: networking.istio.io\n      kind: ServiceEntry', wrong);
    expect(judge([base])).toEqual([
      miss(field, 'BackendTLSPolicy egress-system/api.example.com'),
      'error egress/plaintext-to-https-port  ServiceEntry egress-system/api.example.com spec.ports[0]',
    ]);
  }
});

test.each(['{group: gateway.envoyproxy.io, kind: Backend, name: other}', '{group: "", kind: Service, name: other}'])(
  'a BackendTLSPolicy that another controller can read is not reported: %s',
  (target) => {
    const policy = `
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: { name: other, namespace: team-a }
spec: { targetRefs: [${target}], validation: { hostname: a.example.com, wellKnownCACertificates: System } }
`;
    expect(judge([BASE, policy])).toEqual([]);
  },
);

const traffic = (target: string, field = 'targetRefs') => `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: { name: slow, namespace: egress-system }
spec: { ${field}: [${target}], timeouts: { request: 5s } }
`;
const SLOW = 'TrafficPolicy egress-system/slow';

test('a TrafficPolicy for a Gateway or a route of another group is reported', () => {
  expect(judge([BASE, traffic('{ group: "", kind: Gateway, name: exit }')])).toEqual([miss('group', SLOW)]);
  expect(judge([BASE, traffic('{ group: networking.istio.io, kind: HTTPRoute, name: api.example.com }')])).toEqual([
    miss('group', SLOW),
  ]);
  expect(judge([BASE, traffic('{ group: "", kind: Gateway, matchLabels: { a: b } }', 'targetSelectors')])).toEqual([
    'error egress/policy-on-nothing  TrafficPolicy egress-system/slow spec.targetSelectors[0].group',
  ]);
});

test('a kind of target that the API server rejects is reported once', () => {
  for (const target of ['{ group: "", kind: Service, name: a }', '{ group: gateway.kgateway.dev, kind: Backend, name: a }']) {
    expect(judge([BASE, traffic(target)])).toEqual([`error schema/rule  ${SLOW} spec.targetRefs`]);
  }
  const listener = (target: string) => `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: ListenerPolicy
metadata: { name: settings, namespace: egress-system }
spec: { targetRefs: [${target}], default: { httpSettings: { serverHeaderTransformation: PassThrough } } }
`;
  for (const target of [
    '{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: api.example.com }',
    '{ group: "", kind: Gateway, name: exit }',
  ]) {
    expect(judge([BASE, listener(target)])).toEqual(['error schema/rule  ListenerPolicy egress-system/settings spec.targetRefs']);
  }
});
