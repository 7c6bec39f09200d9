import type { Crossing } from '../../../lib/checks/graph';
import { object } from '../rules/exit';
import { graphOf } from './graph-of';

const GRANT = object(
  'ReferenceGrant',
  'target/grant',
  `{
    from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: team-a }, { group: gateway.kgateway.dev, kind: GatewayExtension, namespace: team-b }],
    to: [{ group: networking.istio.io, kind: ServiceEntry }, { group: '', kind: Service, name: authz }]
  }`,
);
const crossing: Crossing = {
  fromKind: 'gateway.networking.k8s.io/HTTPRoute',
  fromNamespace: 'team-a',
  toKind: 'networking.istio.io/ServiceEntry',
  toNamespace: 'target',
  toName: 'api',
};

test.each<[string, Partial<Crossing>]>([
  ['of a kind that the grant lists', {}],
  ['of another kind that the grant lists', { fromKind: 'gateway.kgateway.dev/GatewayExtension', fromNamespace: 'team-b' }],
  ['to an object that the grant names', { toKind: 'Service', toName: 'authz' }],
  ['within one namespace, which needs no grant', { fromNamespace: 'target', toKind: 'Secret' }],
])('a grant permits references %s', (_, fields) => {
  expect(graphOf(GRANT).grants.permit({ ...crossing, ...fields })).toBe(true);
});

test.each<[string, Partial<Crossing>]>([
  ['from another namespace', { fromNamespace: 'team-c' }],
  ['of another kind', { fromKind: 'gateway.networking.k8s.io/GRPCRoute' }],
  ['of a kind that the grant lists for another namespace', { fromKind: 'gateway.kgateway.dev/GatewayExtension' }],
  ['to another kind', { toKind: 'gateway.kgateway.dev/Backend' }],
  ['to another object', { toKind: 'Service', toName: 'other' }],
  ['to another namespace', { toNamespace: 'elsewhere' }],
])('a grant does not permit references %s', (_, fields) => {
  expect(graphOf(GRANT).grants.permit({ ...crossing, ...fields })).toBe(false);
});
