import { clientChosenPort } from '../../../../lib/checks/rules/egress/client-chosen-port';
import { gateway, object, policy, route } from '../exit';
import { objections } from '../objections';
import { requestPolicies } from '../request-policy';

const OPEN = object('Backend', 'egress/open', '{ dynamicForwardProxy: { enableTls: true } }');
const TO_OPEN = '{ group: gateway.kgateway.dev, kind: Backend, name: open }';
const routed = (more = '') => gateway() + OPEN + route({ rules: `{ backendRefs: [${TO_OPEN}]${more} }` });
const strips = (mode: string, section = '') =>
  policy(
    'ListenerPolicy',
    'exit',
    `gateway.networking.k8s.io Gateway exit${section}`,
    `default: { httpSettings: { stripHostPortMode: ${mode} } }`,
  );
const FIXED = '{ static: { hosts: [{ host: api.example.com, port: 443 }] } }';
const REPORT = [
  'HTTPRoute egress/api spec.rules[0].backendRefs[0]: Backend open (dynamicForwardProxy), which dials port 22 for Host: example.com:22',
];

test.each([
  ['without a ListenerPolicy', routed()],
  ['of which only the port of the listener is stripped', routed() + strips('MatchingPort')],
  ['where another listener strips the port', routed() + strips('AnyPort', ' other')],
])('reports a dynamic forward proxy %s', (_, yaml) => {
  expect(objections(clientChosenPort, yaml)).toEqual(REPORT);
});

test.each([
  ['the listener strips every port', routed() + strips('AnyPort')],
  ['the route sets the host', routed(', filters: [{ type: URLRewrite, urlRewrite: { hostname: api.example.com } }]')],
  [
    'the request policy sets the host',
    `${routed()}---\n${requestPolicies('envoy.Allowed().WithHeader("host", variables.host).Response()').file}`,
  ],
  ['the destination has a fixed port', routed().replace('{ dynamicForwardProxy: { enableTls: true } }', FIXED)],
])('accepts it if %s', (_, yaml) => {
  expect(objections(clientChosenPort, yaml)).toEqual([]);
});

test('accepts it if another repository has the ListenerPolicy', () => {
  expect(objections(clientChosenPort, routed(), { external: ['ListenerPolicy egress/exit'] })).toEqual([]);
});

describe('a route to which another delegates', () => {
  const delegating = (filters = '') =>
    route({ rules: `{ backendRefs: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: child }]${filters} }` });
  const child = object('HTTPRoute', 'egress/child', `{ rules: [{ backendRefs: [${TO_OPEN}] }] }`);

  test('is reported too', () => {
    expect(objections(clientChosenPort, gateway() + OPEN + delegating() + child)).toEqual([
      REPORT.join().replace('egress/api', 'egress/child'),
    ]);
  });

  test('is accepted if the listener strips every port, or if the other route sets the host', () => {
    expect(objections(clientChosenPort, gateway() + OPEN + delegating() + child + strips('AnyPort'))).toEqual([]);
    const filters = ', filters: [{ type: URLRewrite, urlRewrite: { hostname: api.example.com } }]';
    expect(objections(clientChosenPort, gateway() + OPEN + delegating(filters) + child)).toEqual([]);
  });
});
