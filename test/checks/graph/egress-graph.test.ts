import { ENTRY, gateway, HTTP, object, route } from '../rules/exit';
import { graphOf } from './graph-of';

const INGRESS = object('Gateway', 'egress/ingress', `{ gatewayClassName: kgateway, listeners: [${HTTP}] }`);
const INSIDE = route({ name: 'egress/web', parent: '{ name: ingress }', rules: '{ backendRefs: [{ name: web, port: 80 }] }' });
const REFUSING = route({ name: 'egress/refusing', hostnames: '', rules: '{ filters: [] }' });
const GRAPH = graphOf(gateway() + INGRESS + ENTRY + route() + INSIDE + REFUSING);
const GATEWAY = 'gateway.networking.k8s.io/Gateway';
const ROUTE = 'gateway.networking.k8s.io/HTTPRoute';

test('an egress gateway is one by which a route leads out', () => {
  expect([...GRAPH.egressGateways].map(({ name }) => name)).toEqual(['exit']);
});

test('its routes are egress routes, those that refuse too', () => {
  expect(GRAPH.egressRoutes.map(({ name }) => name)).toEqual(['api', 'refusing']);
});

test.each([
  [GATEWAY, 'exit', true],
  [GATEWAY, 'ingress', false],
  [ROUTE, 'api', true],
  [ROUTE, 'refusing', true],
  [ROUTE, 'web', false],
  ['networking.istio.io/ServiceEntry', 'whatever', true],
  ['networking.istio.io/Hostname', 'whatever.test', true],
  ['gateway.kgateway.dev/Backend', 'whatever', true],
  ['Service', 'web', false],
])('%s %s is part of the way out: %s', (kind, name, expected) => {
  expect(GRAPH.isEgress(kind, 'egress', name)).toBe(expected);
  if (kind.startsWith('gateway.networking')) expect(GRAPH.isEgress(kind, 'other', name)).toBe(false);
});

test('a gateway of another repository is, when a route leads out by it', () => {
  const graph = graphOf(ENTRY + route());
  expect(graph.isEgress(GATEWAY, 'egress', 'exit')).toBe(true);
  expect(graph.egressGateways.size).toBe(0);
  expect(graph.egressRoutes).toHaveLength(1);
});

test.each([
  ['a ServiceEntry that is not there', '{ group: networking.istio.io, kind: ServiceEntry, name: nope, port: 1 }', true],
  ['a Backend', '{ group: gateway.kgateway.dev, kind: Backend, name: nope }', true],
  ['a host', '{ group: networking.istio.io, kind: Hostname, name: nope.test, port: 1 }', true],
  ['a Service of type ExternalName', '{ name: out, port: 80 }', true],
  ['any other Service', '{ name: web, port: 80 }', false],
])('a route to %s leads out: %s', (_, ref, expected) => {
  const service = object('Service', 'egress/out', '{ type: ExternalName, externalName: out.test }');
  const graph = graphOf(gateway() + service + route({ rules: `{ backendRefs: [${ref}] }` }));
  expect(graph.egressRoutes).toHaveLength(expected ? 1 : 0);
});

test('one rule that leads out is enough', () => {
  const rules =
    '{ filters: [] }, { backendRefs: [{ name: web, port: 80 }, { group: gateway.kgateway.dev, kind: Backend, name: b }] }';
  expect(graphOf(gateway() + route({ rules })).egressGateways.size).toBe(1);
});

test('so does one that copies requests out', () => {
  const mirror = '{ requestMirror: { backendRef: { group: gateway.kgateway.dev, kind: Backend, name: copy } } }';
  const graph = graphOf(gateway() + route({ rules: `{ filters: [${mirror}], backendRefs: [{ name: web, port: 80 }] }` }));
  expect(graph.egressGateways.size).toBe(1);
});

test('the workloads are read when they are asked for', () => {
  const pod = '---\napiVersion: v1\nkind: Pod\nmetadata: { name: curl, namespace: team-a }\nspec: { containers: [] }\n';
  expect(graphOf(pod).workloads.map(({ name }) => name)).toEqual(['curl']);
});
