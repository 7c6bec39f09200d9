import { lateFilter } from '../../../../lib/checks/rules/kgateway/late-filter';
import { ENTRY, gateway, object, policy, route, TO_ENTRY } from '../exit';
import { objections } from '../objections';

const DECIDED = `{ name: decided, matches: [{ headers: [{ name: x-egress-decision, value: api.example.com }] }], backendRefs: [${TO_ENTRY}] }`;
const REFUSED =
  '{ name: refused, filters: [{ type: ExtensionRef, extensionRef: { group: gateway.kgateway.dev, kind: DirectResponse, name: no } }] }';
const routes = (rules = `${DECIDED}, ${REFUSED}`) => gateway() + ENTRY + route({ rules });
const on = (section: string, fields: string, name = section || 'whole') =>
  policy('TrafficPolicy', name, `gateway.networking.k8s.io HTTPRoute api${section && ` ${section}`}`, fields);

const HEADERS = 'headerModifiers: { request: { set: [{ name: x-a, value: a }] } }';
const JWT = 'jwtAuth: { extensionRef: { name: tokens } }';
const LIMIT = 'rateLimit: { local: { tokenBucket: { maxTokens: 1, fillInterval: 1s } } }';
const AT_FIRST = 'set for the rule decided of HTTPRoute egress/api, whose requests match the rule refused at first';

test.each([
  ['headerModifiers', HEADERS],
  ['jwtAuth', JWT],
  ['rateLimit', LIMIT],
])('%s of decided requests only is reported', (field, fields) => {
  expect(objections(lateFilter, routes() + on('decided', fields))).toEqual([
    `TrafficPolicy egress/decided spec.${field}: ${AT_FIRST}`,
  ]);
});

test('each field is reported once, also if other fields are set for all', () => {
  const yaml = routes() + on('decided', `${HEADERS}, ${JWT}`) + on('', LIMIT) + on('refused', JWT);
  expect(objections(lateFilter, yaml)).toEqual([`TrafficPolicy egress/decided spec.headerModifiers: ${AT_FIRST}`]);
});

test.each([
  ['a field that the rule of undecided requests has too', routes() + on('decided', HEADERS) + on('refused', HEADERS)],
  ['a field that the whole route has too', routes() + on('decided', HEADERS) + on('', HEADERS)],
  [
    'a field that the Gateway has too',
    routes() + on('decided', JWT) + policy('TrafficPolicy', 'all', 'gateway.networking.k8s.io Gateway exit', JWT),
  ],
  ['a field of the whole route', routes() + on('', HEADERS)],
  [
    'retries and time-outs, which need no filter',
    routes() +
      on('decided', 'retry: { attempts: 1 }, timeouts: { request: 5s }, rbac: { policy: { matchExpressions: ["true"] } }'),
  ],
  ['a route without a decision', routes(`{ name: decided, backendRefs: [${TO_ENTRY}] }`) + on('decided', HEADERS)],
  ['a policy that nothing has', routes() + object('TrafficPolicy', 'egress/alone', `{ ${HEADERS} }`)],
])('%s is not reported', (_, yaml) => {
  expect(objections(lateFilter, yaml)).toEqual([]);
});
