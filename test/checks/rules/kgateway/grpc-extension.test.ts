import { grpcExtension } from '../../../../lib/checks/rules/kgateway/grpc-extension';
import { ENTRY, gateway, route, TO_ENTRY } from '../exit';
import { objections } from '../objections';

const extension = (kind: string) =>
  `{ type: ExtensionRef, extensionRef: { group: gateway.kgateway.dev, kind: ${kind}, name: a } }`;
const REFUSAL = extension('DirectResponse');
const FORWARDS = `{ backendRefs: [${TO_ENTRY}] }`;
const routed = (rules: string, kind = 'GRPCRoute') => gateway() + ENTRY + route({ kind, rules });

test.each([
  ['a GRPCRoute without such filters', routed(FORWARDS)],
  ['an HTTPRoute that refuses requests', routed(`${FORWARDS}, { filters: [${REFUSAL}] }`, 'HTTPRoute')],
  ['a GRPCRoute that leads nowhere outside', gateway() + route({ kind: 'GRPCRoute', rules: `{ filters: [${REFUSAL}] }` })],
])('accepts %s', (_, yaml) => {
  expect(objections(grpcExtension, yaml)).toEqual([]);
});

test('reports a refusal, alone and with a backend', () => {
  expect(objections(grpcExtension, routed(`${FORWARDS}, { filters: [${REFUSAL}] }`))).toEqual([
    'GRPCRoute egress/api spec.rules[1].filters[0]: DirectResponse a: requests are answered with 500 instead',
  ]);
  expect(objections(grpcExtension, routed(`{ filters: [${REFUSAL}], backendRefs: [${TO_ENTRY}] }`))).toEqual([
    'GRPCRoute egress/api spec.rules[0].filters[0]: DirectResponse a: requests are forwarded all the same',
  ]);
});

test('reports a policy, which does not apply', () => {
  const rules = `{ filters: [${extension('TrafficPolicy')}], backendRefs: [${TO_ENTRY}] }`;
  expect(objections(grpcExtension, routed(rules))).toEqual(['GRPCRoute egress/api spec.rules[0].filters[0]: TrafficPolicy a']);
});

test('reports filters of backends', () => {
  const rules = `{ backendRefs: [${TO_ENTRY.replace('}', `, filters: [${extension('TrafficPolicy')}] }`)}] }`;
  expect(objections(grpcExtension, routed(rules))).toEqual([
    'GRPCRoute egress/api spec.rules[0].backendRefs[0].filters[0]: TrafficPolicy a',
  ]);
});
