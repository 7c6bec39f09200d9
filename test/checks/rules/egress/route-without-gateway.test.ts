import { routeWithoutGateway } from '../../../../lib/checks/rules/egress/route-without-gateway';
import { objections } from '../objections';

const route = (parent: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: api, namespace: egress }
spec: { parentRefs: [${parent}], rules: [{ backendRefs: [{ group: gateway.kgateway.dev, kind: Backend, name: api }] }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: exit, namespace: egress }
spec: { gatewayClassName: kgateway, listeners: [{ name: http, port: 8080, protocol: HTTP }] }
`;

test.each([
  ['in its own namespace', '{ name: exit }'],
  ['in another namespace', '{ name: exit, namespace: egress }'],
  ['that is not a Gateway', '{ group: networking.istio.io, kind: ServiceEntry, name: api }'],
])('a route may have a parent %s', (_, parent) => {
  expect(objections(routeWithoutGateway, route(parent))).toEqual([]);
});

test.each([
  ['{ name: other }', 'HTTPRoute egress/api spec.parentRefs[0].name: egress/other'],
  ['{ name: exit, namespace: default }', 'HTTPRoute egress/api spec.parentRefs[0].name: default/exit'],
])('a missing Gateway is reported: %s', (parent, objection) => {
  expect(objections(routeWithoutGateway, route(parent))).toEqual([objection]);
});

test('a route that leads nowhere outside is not reported', () => {
  const inside = route('{ name: other }').replace(/backendRefs: .*?\]/, 'backendRefs: [{ name: web, port: 80 }]');
  expect(objections(routeWithoutGateway, inside)).toEqual([]);
});

test('a missing ListenerSet is reported', () => {
  expect(objections(routeWithoutGateway, route('{ kind: ListenerSet, name: exit }'))).toEqual([
    'HTTPRoute egress/api spec.parentRefs[0].name: egress/exit',
  ]);
});

test('a Gateway of another repository is not reported', () => {
  expect(objections(routeWithoutGateway, route('{ name: other }'), { external: ['Gateway egress/other'] })).toEqual([]);
});
