import { ENTRY, gateway, HTTP, object, route } from '../rules/exit';
import { graphOf } from './graph-of';

const INGRESS = object('Gateway', 'egress/ingress', `{ gatewayClassName: kgateway, listeners: [${HTTP}] }`);
const INSIDE = route({ name: 'egress/web', parent: '{ name: ingress }', rules: '{ backendRefs: [{ name: web, port: 80 }] }' });
const REFUSING = route({ name: 'egress/refusing', hostnames: '', rules: '{ filters: [] }' });
const GRAPH = graphOf(gateway() + INGRESS + ENTRY + route() + INSIDE + REFUSING);
const GATEWAY = 'gateway.networking.k8s.io/Gateway';
const ROUTE = 'gateway.networking.k8s.io/HTTPRoute';

test('a gateway with a route to an outside destination is an egress gateway', () => {
  expect([...GRAPH.egressGateways].map(({ name }) => name)).toEqual(['exit']);
});

test('all routes of an egress gateway are egress routes, including those that only refuse', () => {
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
])('%s %s is part of the egress path: %s', (kind, name, expected) => {
  expect(GRAPH.isEgress(kind, 'egress', name)).toBe(expected);
  if (kind.startsWith('gateway.networking')) expect(GRAPH.isEgress(kind, 'other', name)).toBe(false);
});

test('a gateway of another repository is part of the egress path if an egress route attaches to it', () => {
  const graph = graphOf(ENTRY + route());
  expect(graph.isEgress(GATEWAY, 'egress', 'exit')).toBe(true);
  expect(graph.egressGateways.size).toBe(0);
  expect(graph.egressRoutes).toHaveLength(1);
});

test.each([
  ['a missing ServiceEntry', '{ group: networking.istio.io, kind: ServiceEntry, name: nope, port: 1 }', true],
  ['a Backend', '{ group: gateway.kgateway.dev, kind: Backend, name: nope }', true],
  ['a host', '{ group: networking.istio.io, kind: Hostname, name: nope.test, port: 1 }', true],
  ['a Service of type ExternalName', '{ name: out, port: 80 }', true],
  ['a Service of another type', '{ name: web, port: 80 }', false],
])('a route to %s is an egress route: %s', (_, ref, expected) => {
  const service = object('Service', 'egress/out', '{ type: ExternalName, externalName: out.test }');
  const graph = graphOf(gateway() + service + route({ rules: `{ backendRefs: [${ref}] }` }));
  expect(graph.egressRoutes).toHaveLength(expected ? 1 : 0);
});

test('one rule with an outside destination is enough', () => {
  const rules =
    '{ filters: [] }, { backendRefs: [{ name: web, port: 80 }, { group: gateway.kgateway.dev, kind: Backend, name: b }] }';
  expect(graphOf(gateway() + route({ rules })).egressGateways.size).toBe(1);
});

test('a rule that mirrors requests to an outside destination is enough', () => {
  const mirror = '{ requestMirror: { backendRef: { group: gateway.kgateway.dev, kind: Backend, name: copy } } }';
  const graph = graphOf(gateway() + route({ rules: `{ filters: [${mirror}], backendRefs: [{ name: web, port: 80 }] }` }));
  expect(graph.egressGateways.size).toBe(1);
});

test('the workloads of the manifests are listed', () => {
  const pod = '---\napiVersion: v1\nkind: Pod\nmetadata: { name: curl, namespace: team-a }\nspec: { containers: [] }\n';
  expect(graphOf(pod).workloads.map(({ name }) => name)).toEqual(['curl']);
});
