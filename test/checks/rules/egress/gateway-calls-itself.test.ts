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

const TO_BACKEND = '{ group: gateway.kgateway.dev, kind: Backend, name: api }';
const backend = (host: string) => object('Backend', 'egress/api', `{ static: { hosts: [{ host: ${host}, port: 8080 }] } }`);
const service = (selector: string) => object('Service', 'egress/models', `{ selector: ${selector}, ports: [{ port: 80 }] }`);
const to = (ref: string, filters = '') => route({ rules: `{ backendRefs: [${ref}]${filters} }` });
const DYNAMIC = object('Backend', 'egress/api', '{ dynamicForwardProxy: { enableTls: true } }');
const rewrite = (hostname: string) => `, filters: [{ type: URLRewrite, urlRewrite: { hostname: ${hostname} } }]`;
const back = (by: string, place = 'backendRefs[0]') => [`HTTPRoute egress/api spec.rules[0].${place}: ${by}`];

test.each<[string, string, string]>([
  ['the Service of the gateway', to('{ name: exit, port: 8080 }'), 'Service egress/exit, which selects the pods of Gateway exit'],
  [
    'another Service of its pods',
    service(OWN) + to('{ name: models, port: 80 }'),
    'Service egress/models, which selects the pods of Gateway exit',
  ],
  ...['exit.egress.svc.cluster.local.', 'exit.egress.svc', 'exit.egress', 'exit'].map((host): [string, string, string] => [
    `the name ${host}`,
    backend(host) + to(TO_BACKEND),
    `Backend egress/api for ${host}, a Service of Gateway exit`,
  ]),
])('reports a backend that is %s', (_, yaml, by) => {
  expect(objections(gatewayCallsItself, gateway() + yaml)).toEqual(back(by));
});

test('reports a rewritten host name by which a dynamic Backend calls the gateway', () => {
  const name = 'models.egress.svc.cluster.local';
  const rules = DYNAMIC + service(OWN) + to(TO_BACKEND, rewrite(name));
  const place = 'filters[0].urlRewrite.hostname';
  expect(objections(gatewayCallsItself, gateway() + rules)).toEqual(back(`${name}, a Service of Gateway exit`, place));
});

test.each([
  ['a Service of other pods', service('{ app: api }') + to('{ name: models, port: 80 }')],
  ['a Service of the same name elsewhere', backend('exit.other.svc') + to(TO_BACKEND)],
  ['a host outside', backend('api.example.com') + to(TO_BACKEND)],
  ['a rewritten host outside', DYNAMIC + to(TO_BACKEND, rewrite('www.example.com'))],
  ['a rewritten host of a fixed destination', backend('api.example.com') + to(TO_BACKEND, rewrite('exit.egress.svc'))],
])('accepts %s', (_, yaml) => {
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
