import { gatewayCallsItself } from '../../../../lib/checks/rules/egress/gateway-calls-itself';
import { ENTRY, gateway, object, route, TO_ENTRY } from '../exit';
import { objections } from '../objections';

const entry = (labels: string, name = 'egress/api') =>
  object(
    'ServiceEntry',
    name,
    `{ hosts: [api.example.com], location: MESH_INTERNAL, resolution: STATIC, workloadSelector: { labels: ${labels} }, ports: [{ number: 443, name: http, protocol: HTTP, targetPort: 8080 }] }`,
  );
const OWN = '{ gateway.networking.k8s.io/gateway-name: exit }';
const TO_OUT = TO_ENTRY.replace('api', 'out');
const REPORT = [
  'HTTPRoute egress/api spec.rules[0].backendRefs[0]: ServiceEntry egress/api, which selects the pods of Gateway exit',
];

test('reports a backend that selects the pods of the gateway, by its name or by labels of its parameters', () => {
  expect(objections(gatewayCallsItself, gateway() + entry(OWN) + route())).toEqual(REPORT);
  const labelled = gateway().replace('listeners:', 'infrastructure: { labels: { app: exit } }, listeners:');
  expect(objections(gatewayCallsItself, labelled + entry('{ app: exit }') + route())).toEqual(REPORT);
});

test.each([
  ['other pods', entry('{ app: exit }') + route()],
  ['the pods of another Gateway', entry(OWN.replace(': exit', ': other')) + route()],
  ['pods that only share some labels', entry('{ gateway.networking.k8s.io/gateway-name: exit, app: api }') + route()],
  [
    'pods of another namespace',
    entry(OWN, 'other/api') + route({ rules: `{ backendRefs: [${TO_ENTRY.replace(' }', ', namespace: other }')}] }` }),
  ],
  [
    'the gateway, for clients only, beside a Backend',
    entry(OWN) +
      object('Backend', 'egress/api', '{ static: { hosts: [{ host: api.example.com, port: 443 }] } }') +
      route({ rules: '{ backendRefs: [{ group: gateway.kgateway.dev, kind: Backend, name: api }] }' }),
  ],
])('accepts a ServiceEntry that selects %s', (_, yaml) => {
  expect(objections(gatewayCallsItself, gateway() + yaml)).toEqual([]);
});

test('reports it at a gateway that leads outside too, and for a route to which another delegates', () => {
  const out = ENTRY.replace('name: api,', 'name: out,') + route({ name: 'egress/out', rules: `{ backendRefs: [${TO_OUT}] }` });
  expect(objections(gatewayCallsItself, gateway() + entry(OWN) + route() + out)).toEqual(REPORT);
  const parent = route({ rules: '{ backendRefs: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: child }] }' });
  const child = object('HTTPRoute', 'egress/child', `{ rules: [{ backendRefs: [${TO_ENTRY}] }] }`);
  expect(objections(gatewayCallsItself, gateway() + entry(OWN) + parent + child)).toEqual([
    REPORT.join().replace('HTTPRoute egress/api', 'HTTPRoute egress/child'),
  ]);
});
