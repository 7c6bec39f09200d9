import { authorizationServerMissing } from '../../../../lib/checks/rules/egress/authorization-server-missing';
import { ENTRY, gateway, object, policy, route } from '../exit';
import { objections } from '../objections';

const GATEWAY = 'gateway.networking.k8s.io Gateway exit';
const ASKING = policy('TrafficPolicy', 'policy', GATEWAY, 'extAuth: { extensionRef: { name: authz } }');
const extension = (service: string) => object('GatewayExtension', 'egress/authz', `{ extAuth: ${service} }`);
const grpc = (ref: string) => extension(`{ grpcService: { backendRef: { ${ref}, port: 9081 } } }`);
const OUT = gateway() + ENTRY + route() + ASKING;

test.each([
  ['in its namespace', OUT + grpc('name: server') + object('Service', 'egress/server', '{}')],
  ['in another namespace', OUT + grpc('name: server, namespace: kyverno') + object('Service', 'kyverno/server', '{}')],
  ['that is a Backend', OUT + grpc('group: gateway.kgateway.dev, kind: Backend, name: server')],
])('an extension may have a server %s', (_, yaml) => {
  expect(objections(authorizationServerMissing, yaml)).toEqual([]);
});

test.each([
  ['grpcService', grpc('name: server'), 'egress/server'],
  ['grpcService', grpc('name: server, namespace: kyverno'), 'kyverno/server'],
  ['httpService', extension('{ httpService: { backendRef: { name: server, port: 80 } } }'), 'egress/server'],
])('a missing server in %s is reported', (field, yaml, got) => {
  const missing = [`GatewayExtension egress/authz spec.extAuth.${field}.backendRef.name: Service ${got}`];
  expect(objections(authorizationServerMissing, OUT + yaml)).toEqual(missing);
  expect(objections(authorizationServerMissing, OUT + yaml, { external: [`Service ${got}`] })).toEqual([]);
});

test('an extension that two policies refer to is reported once', () => {
  const twice = OUT + policy('TrafficPolicy', 'second', GATEWAY, 'extAuth: { extensionRef: { name: authz } }');
  expect(objections(authorizationServerMissing, twice + grpc('name: server'))).toHaveLength(1);
});

test('a missing extension is not reported, because another rule reports it', () => {
  expect(objections(authorizationServerMissing, OUT)).toEqual([]);
});

test('an extension that no egress route uses is not checked', () => {
  expect(objections(authorizationServerMissing, grpc('name: server'))).toEqual([]);
  expect(objections(authorizationServerMissing, ASKING + grpc('name: server'))).toEqual([]);
});
