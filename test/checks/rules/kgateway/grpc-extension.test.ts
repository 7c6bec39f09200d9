import { grpcExtension } from '../../../../lib/checks/rules/kgateway/grpc-extension';
import { ENTRY, extensionRef, filters, gateway, onBackend, onRule, route, routed, TO_ENTRY } from '../exit';
import { objections } from '../objections';

const REFUSAL = extensionRef('a', 'DirectResponse');
const POLICY = filters('a');
const FORWARDS = `{ backendRefs: [${TO_ENTRY}] }`;
const routes = (rules: string, kind = 'GRPCRoute') => gateway() + ENTRY + route({ kind, rules });

test.each([
  ['a GRPCRoute without such filters', routes(FORWARDS)],
  ['an HTTPRoute that refuses requests', routes(`${FORWARDS}, { filters: [${REFUSAL}] }`, 'HTTPRoute')],
  ['a GRPCRoute that leads nowhere outside', gateway() + route({ kind: 'GRPCRoute', rules: `{ filters: [${REFUSAL}] }` })],
])('accepts %s', (_, yaml) => {
  expect(objections(grpcExtension, yaml)).toEqual([]);
});

test('reports a refusal, alone and with a backend', () => {
  expect(objections(grpcExtension, routes(`${FORWARDS}, { filters: [${REFUSAL}] }`))).toEqual([
    'GRPCRoute egress/api spec.rules[1].filters[0]: DirectResponse a: requests are answered with 500 instead',
  ]);
  expect(objections(grpcExtension, routed(onRule(`filters: [${REFUSAL}]`), 'GRPCRoute'))).toEqual([
    'GRPCRoute egress/api spec.rules[0].filters[0]: DirectResponse a: requests are forwarded all the same',
  ]);
});

test('reports a policy, which does not apply', () => {
  expect(objections(grpcExtension, routed(onRule(POLICY), 'GRPCRoute'))).toEqual([
    'GRPCRoute egress/api spec.rules[0].filters[0]: TrafficPolicy a',
  ]);
});

test('reports filters of backends', () => {
  expect(objections(grpcExtension, routed(onBackend(POLICY), 'GRPCRoute'))).toEqual([
    'GRPCRoute egress/api spec.rules[0].backendRefs[0].filters[0]: TrafficPolicy a',
  ]);
});
